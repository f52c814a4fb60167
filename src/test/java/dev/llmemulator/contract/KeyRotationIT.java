package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.JourneyRun;
import dev.llmemulator.load.scenarios.ProfileBackend;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.truth.RowCount;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The key that signs tokens is replaced, while users are there, on the real Centrifugo, which gets the keys as a JWKS. */
@Timeout(120)
@Needs(Program.DOCKER)
class KeyRotationIT {
    private final Map<String, KeyPair> keys = new ConcurrentHashMap<>();
    private volatile String keySet = "";

    @TempDir
    private Path folder = Path.of("");

    private HttpServer jwks;
    private ServerUnderTest centrifugo;

    @BeforeEach
    void start() throws Exception {
        for (var name : List.of("old", "new")) {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            keys.put(name, generator.generateKeyPair());
            Files.writeString(
                    folder.resolve(name + ".pem"),
                    "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
                            .formatted(Base64.getMimeEncoder()
                                    .encodeToString(pair(name).getPrivate().getEncoded())));
        }
        publish("old");
        jwks = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        jwks.createContext("/keys", exchange -> {
            var body = keySet.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        jwks.start();
        centrifugo = CentrifugoContainer.startAlone(Map.of(
                "CENTRIFUGO_CLIENT_TOKEN_JWKS_PUBLIC_ENDPOINT",
                "http://127.0.0.1:%d/keys".formatted(jwks.getAddress().getPort())));
    }

    @AfterEach
    void stop() {
        centrifugo.close();
        jwks.stop(0);
    }

    private KeyPair pair(String name) {
        return keys.getOrDefault(name, new KeyPair(null, null));
    }

    /** Lets the key set have these keys, as {@code kid}. */
    private void publish(String... names) {
        keySet = Arrays.stream(names)
                .map(name -> {
                    var key = (RSAPublicKey) pair(name).getPublic();
                    return "{\"kty\":\"RSA\",\"alg\":\"RS256\",\"use\":\"sig\",\"kid\":\"%s\",\"n\":\"%s\",\"e\":\"%s\"}"
                            .formatted(name, base64(key.getModulus()), base64(key.getPublicExponent()));
                })
                .collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private static String base64(BigInteger number) {
        var bytes = number.toByteArray();
        var from = bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOfRange(bytes, from, bytes.length));
    }

    @Test
    void keyIsReplaced_whileUsersAreThere_nobodyFails() throws Exception {
        // The new key comes in the middle of their answers, and they renew their tokens with the old one.
        assertAllPassed(take("old", 4_000, () -> publish("old", "new")));
        assertAllPassed(take("new", 0, () -> publish("new")));
        // A key that was seen once is accepted for an hour, also if it is no longer in the set.
        assertAllPassed(take("old", 0, () -> {}));
    }

    @Test
    void keyThatTheSetDoesNotHave_isRefused() throws Exception {
        assertThat(take("new", 0, () -> {}).errors().keySet())
                .singleElement()
                .asString()
                .contains("3500 invalid token");
    }

    private Figures take(String key, long waitMs, Runnable meanwhile) throws Exception {
        var api = new ContractApi(centrifugo.apiUrl(), Contract.API_KEY);
        try (var backend =
                new ProfileBackend((channel, data) -> api.publish(channel, data, ""), Map.of("/chat", request -> {
                    meanwhile.run();
                    Thread.sleep(waitMs);
                    request.deltas(
                            request.body.path("channel").asText(),
                            request.body.path("message").asText());
                    request.reply(200, Map.of());
                }))) {
            var webSocket = centrifugo.webSocketUrl();
            var signed =
                    "signed { algorithm = RS256, key_file = %s.pem, key_id = %s, lifetime = 2s".formatted(key, key);
            var file = folder.resolve("backend.conf");
            Files.writeString(file, """
                    http_url = "%s"
                    ws_url = "%s"
                    channel = "session:#{session}"
                    tokens {
                      connection { %s, claims { sub = "#{user}" } } }
                      subscription { %s } }
                    }
                    ask { path = "/chat", body { channel = "#{channel}", message = "#{question}" } }
                    publications { text = "/delta", end { pointer = "/done", equals = true } }
                    """.formatted(backend.url(), webSocket, signed, signed));
            var given = new HashMap<>(
                    Map.of("profile", file.toString(), "clients", "2", "cycles", "1", "length", "8", "delay", "0"));
            return new JourneyRun(new EpochClock(), () -> ServerClock.OURS, new RowCount())
                    .take(
                            given,
                            () -> new Endpoints(backend.url(), webSocket, ""),
                            List.of(context -> new WatchAnswer(context).answers()));
        }
    }

    private static void assertAllPassed(Figures figures) {
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(2);
        assertThat(figures.tokens()).isEqualTo(16);
    }
}
