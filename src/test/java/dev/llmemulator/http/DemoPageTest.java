package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.Emulator;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.settings.InvalidSettingException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets the page and its JWTs, and what they open. {@code DemoPageIT} looks at it in a browser. */
@Timeout(60)
class DemoPageTest {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String ON = "true";

    private static HttpResponse<String> send(URI server, String method, String path) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(server.resolve(path))
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static JsonNode session(URI server) throws Exception {
        var reply = send(server, "POST", "/api/session");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return new JsonMapper().readTree(reply.body());
    }

    private static EmulatorSettings settings(String... more) {
        var texts = new HashMap<>(Map.of("CENTRIFUGO_HTTP_API_KEY", "key"));
        for (var i = 0; i < more.length; i += 2) {
            texts.put(more[i], more[i + 1]);
        }
        return EmulatorSettings.from(texts);
    }

    @Test
    void embeddedStack_unlessToldOtherwise_hasThePageWithAStrictPolicy() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of())) {
            for (var path : new String[] {"/", "/demo/page.css", "/demo/page.js", "/demo/centrifuge.js"}) {
                var reply = send(stack.httpUrl(), "GET", path);
                assertThat(reply.statusCode()).as(path).isEqualTo(200);
                var headers = reply.headers();
                assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                        .startsWith("default-src 'none'; script-src 'self'; style-src 'self'; img-src data:;")
                        .contains("connect-src 'self' ws://"
                                + stack.webSocketUrl().getAuthority() + " http://")
                        .doesNotContain("unsafe");
                assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
                assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
            }
            for (var path :
                    new String[] {"/demo/centrifuge.LICENSE.txt", "/demo/..%2fopenapi.json", "/demo/", "/demo"}) {
                assertThat(send(stack.httpUrl(), "GET", path).statusCode())
                        .as(path)
                        .isBetween(400, 404);
            }
            assertThat(send(stack.httpUrl(), "GET", "/demo/page.html").statusCode())
                    .as("the page, where its links would lead nowhere")
                    .isEqualTo(404);
            assertThat(send(stack.httpUrl(), "GET", "/api/session").statusCode())
                    .isEqualTo(405);
        }
    }

    @Test
    void policy_ofAnIpv6Address_namesItsSchemesAlone() throws Exception {
        var settings = settings(
                "PORT", "0",
                "DEMO_PAGE", ON,
                "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "s",
                "DEMO_WS_URL", "wss://[::1]:9001/connection/websocket");
        try (var emulator = Emulator.start(settings)) {
            assertThat(send(emulator.url(), "GET", "/")
                            .headers()
                            .firstValue("Content-Security-Policy")
                            .orElseThrow())
                    .contains("connect-src 'self' wss: https:;");
        }
    }

    @Test
    void session_eachTime_isANewOneWhoseJwtsOpenItAlone() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of())) {
            var session = session(stack.httpUrl());
            var id = session.get("session_id").asText();
            var verifier =
                    JWT.require(Algorithm.HMAC256(stack.tokenHmacSecret())).build();
            var connection = verifier.verify(session.get("connection_token").asText());
            var subscription = verifier.verify(session.get("subscription_token").asText());

            assertThat(id)
                    .isNotEqualTo(session(stack.httpUrl()).get("session_id").asText());
            assertThat(connection.getClaims()).containsOnlyKeys("sub", "exp");
            assertThat(subscription.getClaims()).containsOnlyKeys("sub", "exp", "channel");
            assertThat(subscription.getClaim("channel").asString()).isEqualTo("session:" + id);
            assertThat(subscription.getSubject())
                    .isEqualTo(connection.getSubject())
                    .isEqualTo(id);
            assertThat(subscription.getExpiresAtAsInstant())
                    .isEqualTo(connection.getExpiresAtAsInstant())
                    .isEqualTo(Instant.ofEpochSecond(session.get("expires").asLong() / 1_000_000))
                    .isBetween(Instant.now(), Instant.now().plus(Duration.ofHours(1)));
            assertThat(session.get("websocket_url").asText())
                    .isEqualTo(stack.webSocketUrl().toString());
        }
    }

    @Test
    void session_beyondTheLimitOfTheClient_isRefused() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of("CLIENT_QUESTIONS_PER_SECOND", "0.01"))) {
            session(stack.httpUrl());
            var reply = send(stack.httpUrl(), "POST", "/api/session");
            assertThat(reply.statusCode()).isEqualTo(429);
            assertThat(reply.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @ParameterizedTest
    @CsvSource({"DEMO_PAGE, false, 404", "JWT_SECRET, 0123456789abcdef0123456789abcdef, 401"})
    void page_thatIsOff_isNotThere(String setting, String value, int status) throws Exception {
        try (var stack = EmbeddedStack.start(Map.of(setting, value))) {
            assertThat(stack.hasPage()).isFalse();
            assertThat(send(stack.httpUrl(), "GET", "/").statusCode()).isEqualTo(status);
            assertThat(send(stack.httpUrl(), "GET", "/demo/page.js").statusCode())
                    .isEqualTo(status);
            assertThat(send(stack.httpUrl(), "POST", "/api/session").statusCode())
                    .isEqualTo(status);
        }
    }

    @Test
    void page_withoutAnythingSet_isOff() {
        assertThat(settings().http().demo()).isNull();
        // The cluster's secret is in the environment of all its parts.
        assertThat(settings("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "s3cret", "DEMO_WS_URL", "ws://a/b")
                        .http()
                        .demo())
                .isNull();
    }

    @Test
    void page_whereCallersHaveToSayWhoTheyAre_doesNotStart() {
        for (var access : new String[] {"API_KEYS_FILE", "JWT_SECRET"}) {
            assertThatThrownBy(() -> settings(
                            "DEMO_PAGE", ON, "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "s", access, "0".repeat(32)))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("Setting DEMO_PAGE has the value \"true\"")
                    .hasMessageContaining("the page has no key");
        }
    }

    @Test
    void page_withoutTheSecretOrWithABadAddress_saysWhatIsMissing() {
        assertThatThrownBy(() -> settings("DEMO_PAGE", ON))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("Setting CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY is missing");
        for (var address : new String[] {
            "http://a/connection/websocket",
            "ws://a/",
            "ws://a/connection/websocket?b",
            "ws://b:s3cret@a/connection/websocket"
        }) {
            assertThatThrownBy(() -> settings(
                            "DEMO_PAGE",
                            ON,
                            "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY",
                            "s3cret",
                            "DEMO_WS_URL",
                            address))
                    .isInstanceOf(InvalidSettingException.class)
                    .hasMessageContaining("Setting DEMO_WS_URL has the value")
                    .hasMessageNotContaining("s3cret");
        }
        assertThat(settings("DEMO_PAGE", ON, "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", "s3cret")
                        .toString())
                .contains("ws://127.0.0.1:9001/connection/websocket")
                .doesNotContain("s3cret");
    }
}
