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
        try (StandIn server = StandIn.start(SETTINGS)) {
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
        try (StandIn one = StandIn.start(SETTINGS);
                StandIn two = StandIn.start(SETTINGS)) {
            publish(one);
            assertThat(publish(one).body()).contains("\"offset\":2");
            assertThat(publish(two).body()).contains("\"offset\":1");
        }
    }

    @Test
    void publishCost_set_delaysReply() throws Exception {
        try (StandIn server = StandIn.start(SETTINGS.withPublishCost(Duration.ofMillis(300)))) {
            var startNs = System.nanoTime();
            assertThat(publish(server).body()).contains("\"offset\":1");
            assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        }
    }

    @Test
    void settings_outOfBounds_areRefusedByName() {
        assertThatThrownBy(() -> StandInSettings.of("", "secret")).hasMessageContaining("apiKey");
        assertThatThrownBy(() -> StandInSettings.of("key", "")).hasMessageContaining("tokenHmacSecret");
        assertThatThrownBy(() -> SETTINGS.withAddress("127.0.0.1", 65_536)).hasMessageContaining("port is 65536");
        assertThatThrownBy(() -> SETTINGS.withPublishCost(Duration.ofMillis(-1)))
                .hasMessageContaining("publishCost");
        assertThatThrownBy(() -> ClientLimits.defaults().withPing(Duration.ofSeconds(1), Duration.ofSeconds(1)))
                .hasMessageContaining("pongTimeout");
        assertThatThrownBy(() -> new HistoryLimits(1, Duration.ofMillis(1500), Duration.ofSeconds(2), 1))
                .hasMessageContaining("ttl");
    }

    @Test
    void settings_asText_keepSecrets() {
        assertThat(StandInSettings.of("the-api-key", "the-token-secret").toString())
                .doesNotContain("the-api-key")
                .doesNotContain("the-token-secret");
    }
}
