package dev.llmemulator.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StandInTest {
    private static final StandInSettings SETTINGS = StandInSettings.of("key", "secret");

    private static HttpResponse<String> publish(StandIn server) throws Exception {
        var request = HttpRequest.newBuilder(server.apiUrl().resolve("/api/publish"))
                .header("X-API-Key", "key")
                .timeout(Duration.ofSeconds(10))
                .POST(HttpRequest.BodyPublishers.ofString("{\"channel\":\"session:a\",\"data\":1}"))
                .build();
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void start_anyPort_tellsWhereItListens() throws Exception {
        try (var server = StandIn.start(SETTINGS)) {
            assertThat(server.apiUrl().getPort()).isPositive();
            assertThat(server.webSocketUrl())
                    .hasScheme("ws")
                    .hasPort(server.apiUrl().getPort())
                    .hasPath("/connection/websocket");
            assertThat(publish(server).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void start_twice_areIndependent() throws Exception {
        try (var one = StandIn.start(SETTINGS);
                var two = StandIn.start(SETTINGS)) {
            publish(one);
            assertThat(publish(one).body()).contains("\"offset\":2");
            assertThat(publish(two).body()).contains("\"offset\":1");
        }
    }

    @Test
    void publishCost_set_delaysReply() throws Exception {
        try (var server = StandIn.start(SETTINGS.withPublishCost(Duration.ofMillis(300)))) {
            var startNs = System.nanoTime();
            assertThat(publish(server).body()).contains("\"offset\":1");
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void settings_outOfBounds_areRefusedByName() {
        assertThatThrownBy(() -> StandInSettings.of("", "secret")).hasMessageContaining("apiKey");
        assertThatThrownBy(() -> StandInSettings.of("key", "")).hasMessageContaining("tokenHmacSecret");
        assertThatThrownBy(() -> SETTINGS.withPublishCost(Duration.ofMillis(-1)))
                .hasMessageContaining("publishCost");
        var second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> new ServerLimits(second, second, second, second, 1, 1, second, second, 1))
                .hasMessageContaining("pongTimeout");
        assertThatThrownBy(() -> ChannelsTest.limits(1, second.multipliedBy(2), second, 1))
                .hasMessageContaining("historyMetaTtl");
        assertThatThrownBy(() -> ChannelsTest.limits(0, second, second, 1)).hasMessageContaining("historySize");
    }

    @Test
    void settings_asText_keepSecrets() {
        assertThat(StandInSettings.of("the-api-key", "the-jwt-secret").toString())
                .doesNotContain("the-api-key")
                .doesNotContain("the-jwt-secret");
    }
}
