package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.Emulator;
import dev.llmemulator.RunClient;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.run.ClockWatch;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.settings.EmulatorSettings;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users and the clock watch take the certificates that the settings allow, and no others. */
@Timeout(60)
class CertificatesTest extends JourneyFixture {
    private static final Map<String, String> ONE_ANSWER = Map.of("clients", "1", "cycles", "1", "length", "4");

    @TempDir
    private static Path folder = Path.of("");

    private static OwnCertificates certificates;
    private static Map<String, SSLContext> servers = Map.of();

    @BeforeAll
    static void make() throws Exception {
        certificates = new OwnCertificates(folder);
        servers = Map.of(
                "good", certificates.server("good", "-ext", "san=dns:localhost,ip:127.0.0.1"),
                "alien", certificates.server("alien", "-ext", "san=dns:elsewhere.invalid"),
                "old",
                        certificates.server(
                                "old",
                                "-ext",
                                "san=dns:localhost,ip:127.0.0.1",
                                "-startdate",
                                "-9d",
                                "-validity",
                                "5"));
    }

    @ParameterizedTest
    @CsvSource({
        "ca=FILE, good, 127.0.0.1, ''",
        "ca=FILE, good, localhost, ''",
        "insecure=false, good, localhost, certificate not trusted: ",
        "ca=FILE, alien, 127.0.0.1, certificate of another host: ",
        "ca=FILE, alien, localhost, certificate of another host: ",
        "ca=FILE, old, localhost, certificate not valid now: ",
        "insecure=true, good, 127.0.0.1, ''",
        "insecure=true, alien, 127.0.0.1, ''",
        "insecure=true, alien, localhost, ''",
        "insecure=true, old, localhost, ''"
    })
    void server_withACertificate_isTakenAsTheSettingsSay(String setting, String server, String host, String trouble)
            throws Exception {
        var parts = setting.split("=", -1);
        var trust = trust(
                parts[0], parts[1].replace("FILE", certificates.authority().toString()));
        try (var stack = EmbeddedStack.start(Map.of());
                var http = new BreakableProxy(stack.httpUrl(), tls(server));
                var webSocket = new BreakableProxy(stack.webSocketUrl(), tls(server))) {
            var https = ServerUrl.of(on(host, http.url()));
            var wss = ServerUrl.of(on(host, webSocket.url()));
            var asking = Endpoints.of(https, ServerUrl.of(stack.webSocketUrl()), null, stack.tokenHmacSecret(), trust);
            var connecting = Endpoints.of(ServerUrl.of(stack.httpUrl()), wss, null, stack.tokenHmacSecret(), trust);

            assertThat(connecting.toString())
                    .matches(".*wss://" + host + ":\\d+/[a-z/]+"
                            + (trust.anybody() ? ", certificates not verified \\(insecure\\)" : ""));
            assertTakenOrNot(take(ONE_ANSWER, connecting, List.of(JourneyFixture::watch)), "connect: ", trouble);
            assertTakenOrNot(take(ONE_ANSWER, asking, List.of(JourneyFixture::watch)), "POST /api/run: ", trouble);
            try (var watch = ClockWatch.start(https, trust, clock)) {
                assertThat(watch.offsets()).hasSize(trouble.isEmpty() ? 1 : 0);
                assertThat(watch.trouble())
                        .startsWith(trouble.isEmpty() ? "" : "the emulator's /health could not be read: " + trouble);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"FILE, good, 200", "'', good, 502", "FILE, alien, 502", "FILE, old, 502"})
    void centrifugo_withACertificate_isPublishedToIfItIsRight(String ca, String server, int status) throws Exception {
        try (var api = new BreakableProxy(standIn.apiUrl(), tls(server));
                var emulator = Emulator.start(EmulatorSettings.from(Map.of(
                        "PORT", "0",
                        "CENTRIFUGO_API_URLS", on("localhost", api.url()).toString(),
                        "CENTRIFUGO_CA_FILE",
                                ca.replace("FILE", certificates.authority().toString()),
                        "CENTRIFUGO_HTTP_API_KEY", "api-key",
                        "PUBLISH_DEADLINE_SECONDS", "0.5")))) {
            assertThat(new RunClient(emulator.url())
                            .ask("secure", ",\"words\":3")
                            .status())
                    .isEqualTo(status);
        }
    }

    @Test
    void authority_besideAProfile_isTrusted() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of());
                var http = new BreakableProxy(stack.httpUrl(), tls("good"));
                var webSocket = new BreakableProxy(stack.webSocketUrl(), tls("good"))) {
            var profile = folder.resolve("secure.conf");
            Files.writeString(
                    profile,
                    """
                    http_url = "%s"
                    ws_url = "%s"
                    ca = "%s"
                    """.formatted(http.url(), webSocket.url(), folder.relativize(certificates.authority()))
                            + Files.readString(Path.of("src/test/gatling/resources/profiles/emulator.conf")));
            var given = new HashMap<String, String>(ONE_ANSWER);
            given.put("profile", profile.toString());
            given.put("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", stack.tokenHmacSecret());
            var remote =
                    (Target.Remote) LoadSettings.from(given, Map.of(), Map.of()).target();
            var endpoints = Endpoints.of(
                    remote.http(), remote.webSocket(), remote.origin(), stack.tokenHmacSecret(), remote.trust());
            assertTakenOrNot(take(given, endpoints, List.of(JourneyFixture::watch)), "", "");
        }
    }

    @Test
    void authority_besideInsecure_isRefused() {
        assertThatThrownBy(() -> LoadSettings.from(
                        Map.of("ca", certificates.authority().toString(), "target", "cluster", "insecure", "true"),
                        Map.of("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", SECRET),
                        Map.of()))
                .hasMessageStartingWith("Settings -Dca and -Dinsecure exclude each other");
    }

    private static SSLContext tls(String server) {
        return Objects.requireNonNull(servers.get(server));
    }

    private static URI on(String host, URI url) {
        return URI.create(url.toString().replace("127.0.0.1", host));
    }

    private static void assertTakenOrNot(Figures figures, String step, String trouble) {
        if (trouble.isEmpty()) {
            assertThat(figures.errors()).isEmpty();
            assertThat(figures.passed()).isEqualTo(1);
        } else {
            assertThat(figures.errors().keySet()).singleElement().asString().startsWith(step + trouble);
        }
    }
}
