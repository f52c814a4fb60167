package dev.llmemulator.centrifugo;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.Emulator;
import dev.llmemulator.LogTap;
import dev.llmemulator.RunClient;
import dev.llmemulator.settings.EmulatorSettings;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a caller and a reader see, and what is logged, when Centrifugo refuses or talks nonsense: no secret, no address
 * and no name of a class for callers and readers; little, and on one line, for all.
 */
@Timeout(30)
class LeakTest {
    private static final String KEY = "K3Y-in-use";
    private static final String SECRET = "S3CRET-of-JWTs-0123456789abcdef0";
    private static final int MANY = 15 * 1024 * 1024;

    private final String jwt = JWT.create()
            .withSubject("a")
            .withExpiresAt(Instant.now().plusSeconds(600))
            .sign(Algorithm.HMAC256(SECRET));

    static Stream<Arguments> misbehaviour() {
        var inBatch = "{\"replies\":[{\"error\":{\"code\":102,\"message\":\"%s\"}}]}";
        return Stream.of(
                Arguments.of("text of an error", inBatch.formatted("unknown channel"), 200),
                Arguments.of("long text of an error", inBatch.formatted("x".repeat(100_000)), 200),
                Arguments.of("endless text of an error", inBatch.formatted("x".repeat(MANY)), 200),
                Arguments.of("lines", inBatch.formatted("a\\r\\n2026 ERROR forged\\u202e\\u0007\\u2028"), 200),
                Arguments.of("error of the batch", "{\"error\":{\"code\":1,\"message\":\"a\\nb\"}}", 200),
                Arguments.of("code that is no number", "{\"error\":{\"code\":\"x\\ny\"}}", 200),
                Arguments.of("no JSON", "\n<html>\n" + "x".repeat(1_000), 200),
                Arguments.of("endless nonsense", "[" + "1,".repeat(MANY / 2), 200),
                Arguments.of("endless count", "{\"replies\":[" + "{},".repeat(MANY / 3), 200),
                Arguments.of("a status, and the key", KEY, 500),
                Arguments.of("refused key", "", 401));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("misbehaviour")
    void centrifugo_misbehaves_nothingLeaks(String name, String body, int status) throws IOException {
        try (var api = new ScriptedApi();
                var log = new LogTap(Level.TRACE)) {
            Collections.nCopies(1_000, misbehaving(api, body, status)).forEach(api::then);
            String reply;
            try (var emulator = Emulator.start(EmulatorSettings.from(Map.of(
                    "PORT", "0",
                    "CENTRIFUGO_API_URLS", api.url().toString(),
                    "CENTRIFUGO_HTTP_API_KEY", KEY,
                    "PUBLISH_DEADLINE_SECONDS", "0.3",
                    "JWT_SECRET", SECRET,
                    "JWT_SESSIONS", "*",
                    "SHUTDOWN_GRACE_SECONDS", "0")))) {
                var answer = new RunClient(emulator.url(), "Bearer " + jwt).ask("a", ",\"words\":3");
                assertThat(answer.status()).isEqualTo(502);
                reply = answer.text("detail");
            }
            var marker = api.requests.get(api.requests.size() - 1);
            assertThat(isMarker(marker)).isTrue();
            for (var text :
                    List.of(reply, marker.at("/commands/0/publish/data/detail").asText())) {
                assertThat(text)
                        .startsWith("Centrifugo ")
                        .hasSizeLessThan(300)
                        .doesNotContain(
                                KEY, SECRET, jwt, "127.0.0.1", "xception", "java", "\n", "\r", "\u2028", "\u202e");
            }
            assertThat(log.from(Level.TRACE))
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(line)
                            // The longest tells all settings.
                            .hasSizeLessThan(2_000)
                            .doesNotContain(
                                    KEY,
                                    SECRET,
                                    jwt,
                                    jwt.substring(jwt.lastIndexOf('.') + 1),
                                    "\n",
                                    "\r",
                                    "\u2028",
                                    "\u202e"));
        }
    }

    private static ScriptedApi.Step misbehaving(ScriptedApi api, String body, int status) {
        return (exchange, request) -> {
            if (isMarker(request)) {
                api.accept(exchange, request);
            } else {
                ScriptedApi.reply(exchange, status, body);
            }
        };
    }

    private static boolean isMarker(JsonNode request) {
        return request.at("/commands/0/publish/data/type").asText().equals("error");
    }
}
