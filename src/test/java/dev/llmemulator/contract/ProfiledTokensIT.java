package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.JourneyRun;
import dev.llmemulator.load.scenarios.ProfileBackend;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.settings.Transport;
import dev.llmemulator.load.truth.RowCount;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tokens and subscriptions that a profile describes, on the real Centrifugo. */
@Timeout(120)
@Needs(Program.DOCKER)
class ProfiledTokensIT {
    private static final String REST = """
            ask { path = "/chat", body { channel = "#{channel}", message = "#{question}" } }
            publications { text = "/delta", end { pointer = "/done", equals = true } }
            """;

    @TempDir
    private static Path folder = Path.of("");

    private static ServerUnderTest server;

    @BeforeAll
    static void start() throws Exception {
        var rsa = pair("RSA");
        var ec = pair("EC");
        Files.writeString(folder.resolve("RS256.pem"), pem("PRIVATE", rsa.getPrivate()));
        Files.writeString(folder.resolve("ES256.pem"), pem("PRIVATE", ec.getPrivate()));
        server = CentrifugoContainer.start(
                Contract.CALM,
                Map.of(
                        "CENTRIFUGO_CLIENT_TOKEN_RSA_PUBLIC_KEY", pem("PUBLIC", rsa.getPublic()),
                        "CENTRIFUGO_CLIENT_TOKEN_ECDSA_PUBLIC_KEY", pem("PUBLIC", ec.getPublic()),
                        "CENTRIFUGO_CLIENT_EXPIRED_SUB_CLOSE_DELAY", "1s"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static KeyPair pair(String kind) throws Exception {
        var generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(kind.equals("RSA") ? 2048 : 256);
        return generator.generateKeyPair();
    }

    private static String pem(String kind, Key key) {
        return "-----BEGIN %s KEY-----%n%s%n-----END %s KEY-----%n"
                .formatted(kind, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded()), kind);
    }

    @ParameterizedTest
    @CsvSource({"'', HS256", "'', HS384", "'', HS512", "key_file = RS256.pem, RS256", "key_file = ES256.pem, ES256"})
    void tokens_ofEachAlgorithm_areAccepted(String key, String algorithm) throws Exception {
        var signed = "signed { algorithm = %s, %s claims { sub = \"#{user}\" } }"
                .formatted(algorithm, key.isEmpty() ? "" : key + ",");
        assertAllPassed(take(Transport.WEBSOCKET, 0, """
                channel = "session:#{session}"
                tokens { connection { %s }, subscription { %s } }
                """.formatted(
                        signed, signed.replace("sub = ", "channel = \"#{channel}\", sub = "))));
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "HTTP_STREAM", "CENTRIFUGO_SSE"})
    void tokensThatExpireInAnAnswer_areRenewed(Transport transport) throws Exception {
        assertAllPassed(take(transport, 6_000, """
                channel = "session:#{session}"
                tokens {
                  connection { signed { lifetime = 2s, claims { sub = "#{user}" } } }
                  subscription { signed { lifetime = 2s } }
                }
                """));
    }

    @ParameterizedTest
    @EnumSource(names = {"WEBSOCKET", "HTTP_STREAM", "CENTRIFUGO_SSE"})
    void serverSideSubscription_ofTheToken_isRead(Transport transport) throws Exception {
        assertAllPassed(take(transport, 0, """
                order = server_side
                channel = "session:of-%s-#{user}"
                tokens { connection { signed { claims { sub = "#{user}", channels = ["session:of-%s-#{user}"] } } } }
                """.formatted(transport.label(), transport.label())));
    }

    private static Figures take(Transport transport, long waitMs, String profile) throws Exception {
        var api = new ContractApi(server.apiUrl(), Contract.API_KEY);
        try (var backend =
                new ProfileBackend((channel, data) -> api.publish(channel, data, ""), Map.of("/chat", request -> {
                    Thread.sleep(waitMs);
                    request.deltas(
                            request.body.path("channel").asText(),
                            request.body.path("message").asText());
                    request.reply(200, Map.of());
                }))) {
            var file = folder.resolve("backend.conf");
            Files.writeString(
                    file,
                    "http_url = \"%s\"%nws_url = \"%s\"%n%s%s"
                            .formatted(backend.url(), server.webSocketUrl(), profile, REST));
            var given = new HashMap<String, String>(Map.of(
                    "profile", file.toString(),
                    "clients", "2",
                    "cycles", "1",
                    "length", "8",
                    "delay", "0",
                    "transport", transport.label(),
                    "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", Contract.TOKEN_HMAC_SECRET));
            var endpoints = new Endpoints(backend.url(), server.webSocketUrl(), Contract.TOKEN_HMAC_SECRET);
            return new JourneyRun(new EpochClock(), () -> ServerClock.OURS, new RowCount())
                    .take(given, () -> endpoints.by(transport), List.of(context -> new WatchAnswer(context).answers()));
        }
    }

    private static void assertAllPassed(Figures figures) {
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(2);
        assertThat(figures.anomalies()).isEmpty();
        assertThat(figures.tokens()).isEqualTo(16);
    }
}
