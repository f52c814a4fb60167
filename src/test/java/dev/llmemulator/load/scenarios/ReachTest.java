package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.llmemulator.DelayingProxy;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.access.ApiKeys;
import dev.llmemulator.load.measure.ClockOffset;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.run.ClockWatch;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.settings.Trust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Users and the clock watch reach a server by all that its URL says, and by nothing else. */
@Timeout(60)
class ReachTest extends JourneyFixture {
    private static final Map<String, String> ONE_ANSWER = Map.of("clients", "1", "cycles", "1", "length", "4");
    private static final long EACH_WAY_MS = 40;

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"https://chat.example, https://chat.example", "null, null", "none, http://127.0.0.1:PORT"})
    void urls_withPathsAndPasswords_areHonouredEverywhere(@Nullable String origin, String sent) throws Exception {
        try (var stack = EmbeddedStack.start(Map.of());
                var pipe = new BreakableProxy(stack.webSocketUrl());
                // The pairs of RFC 7617 and of a password with umlaut, colon and @.
                var proxy = new ReverseProxy("/llm", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", stack.httpUrl())) {
            var http = "http://Aladdin:open%20sesame@127.0.0.1:" + proxy.port() + "/llm/";
            var webSocket = pipe.url().toString().replace("//", "//bob:%C3%A4:%40@");
            var endpoints = Endpoints.of(
                    ServerUrl.of(URI.create(http)),
                    ServerUrl.of(URI.create(webSocket)),
                    origin,
                    stack.tokenHmacSecret(),
                    Trust.USUAL);
            assertThat(endpoints.toString()).isEqualTo("http://127.0.0.1:" + proxy.port() + "/llm, " + pipe.url());
            Figures figures = take(ONE_ANSWER, endpoints, List.of(JourneyFixture::watch));
            assertThat(figures.errors()).isEmpty();
            assertThat(figures.passed()).isEqualTo(1);
            try (var watch = ClockWatch.start(endpoints.http(), Trust.USUAL, clock)) {
                assertThat(watch.offsets()).hasSize(1);
            }
            assertThat(proxy.asked()).startsWith("POST /llm/api/run", "GET /llm/health");
            assertThat(pipe.heads())
                    .singleElement()
                    .asString()
                    .containsIgnoringCase("\r\norigin: "
                            + sent.replace("PORT", String.valueOf(pipe.url().getPort())) + "\r\n")
                    .containsIgnoringCase("\r\nauthorization: Basic Ym9iOsOkOkA=\r\n");
        }
    }

    @Test
    void apiKey_ofTheEnvironment_isSentWithEachQuestion() throws Exception {
        var key = ApiKeys.make("load").orElseThrow();
        var keys = Files.writeString(folder.resolve("keys"), key.line());
        try (var stack = EmbeddedStack.start(Map.of("API_KEYS_FILE", keys.toString()))) {
            for (var given : List.of(Map.of("API_KEY", key.key()), Map.<String, String>of())) {
                var target = (Target.Remote) LoadSettings.from(
                                Map.of(
                                        "http_url", stack.httpUrl().toString(),
                                        "ws_url", stack.webSocketUrl().toString(),
                                        "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", stack.tokenHmacSecret()),
                                given,
                                Map.of())
                        .target();
                var endpoints = Endpoints.of(
                        target.http(), target.webSocket(), target.origin(), stack.tokenHmacSecret(), target.trust());
                assertThat(endpoints + " " + target).doesNotContain(key.key());
                Figures figures = take(ONE_ANSWER, endpoints, List.of(JourneyFixture::watch));
                if (given.isEmpty()) {
                    assertThat(figures.errors())
                            .containsOnlyKeys(
                                    "POST /api/run: 401 Say who asks, by Authorization: Bearer with an API key");
                } else {
                    assertThat(figures.errors()).isEmpty();
                    assertThat(figures.passed()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void clock_wrongPassword_saysTheStatus() throws Exception {
        try (var proxy = new ReverseProxy("", "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==", standIn.apiUrl());
                var watch = ClockWatch.start(
                        ServerUrl.of(URI.create("http://eve:secret@127.0.0.1:" + proxy.port())), Trust.USUAL, clock)) {
            assertThat(watch.trouble()).isEqualTo("the emulator's /health gives status 401");
        }
    }

    @ParameterizedTest
    @CsvSource({"301", "302", "303", "307", "308"})
    void redirections_areNamedAndNotFollowed(int status) throws Exception {
        Queue<String> asked = new ConcurrentLinkedQueue<>();
        try (var server = new LoopbackHttp("/", exchange -> {
            asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
            var elsewhere = "https://a:b@127.0.0.1:9" + exchange.getRequestURI();
            exchange.getResponseHeaders().set("Location", elsewhere);
            exchange.sendResponseHeaders(status, -1);
        })) {
            Figures asking = take(ONE_ANSWER, endpoints(server.url("http")), List.of(JourneyFixture::watch));
            assertThat(asking.errors())
                    .containsOnlyKeys(
                            "POST /api/run: status " + status + ", redirects to https://***@127.0.0.1:9/api/run");
            var moved = new Endpoints(server.url("http"), server.url("ws").resolve("/ws"), SECRET);
            Figures connecting = take(ONE_ANSWER, moved, List.of(JourneyFixture::watch));
            assertThat(connecting.errors().keySet())
                    .singleElement()
                    .asString()
                    .startsWith("connect: " + status)
                    .endsWith(", redirects to wss://***@127.0.0.1:9/ws");
            try (var watch = ClockWatch.start(ServerUrl.of(server.url("http")), Trust.USUAL, clock)) {
                assertThat(watch.trouble()).endsWith(", redirects to https://***@127.0.0.1:9/health");
            }
            assertThat(asked).containsExactly("POST /api/run", "GET /ws", "GET /health");
        }
    }

    @Test
    void ipv6Address_isReached() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getAllByName("::1")[0], 0), 0);
        server.createContext("/", exchange -> LoopbackHttp.reply(exchange, 503, "{\"detail\":\"asleep\"}"));
        server.start();
        try {
            var url = URI.create("http://[::1]:" + server.getAddress().getPort());
            Figures figures = take(ONE_ANSWER, endpoints(url), List.of(JourneyFixture::watch));
            assertThat(figures.errors()).containsOnlyKeys("POST /api/run: 503 asleep");
            try (var watch = ClockWatch.start(ServerUrl.of(url), Trust.USUAL, clock)) {
                assertThat(watch.trouble()).isEqualTo("the emulator's /health does not tell its time");
            }
        } finally {
            server.stop(0);
        }
    }

    /** With the handshakes of TCP and TLS in it, a round trip would seem to be two or three. */
    @ParameterizedTest
    @CsvSource({"http, keep-alive", "http, close", "https, keep-alive", "https, close"})
    void clock_farAway_isKnownToHalfARoundTripHoweverTheConnectionIsMade(String scheme, String connection)
            throws Exception {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        var secure = scheme.equals("https");
        var server = secure ? https(address) : HttpServer.create(address, 0);
        var trust = secure ? trust("ca", folder.resolve("authority.pem").toString()) : Trust.USUAL;
        server.createContext("/health", exchange -> {
            exchange.getResponseHeaders().set("Connection", connection);
            LoopbackHttp.reply(exchange, 200, "{\"instance\":\"far\",\"now\":" + clock.nowUs() + "}");
            exchange.close();
        });
        server.start();
        var near = URI.create(scheme + "://127.0.0.1:" + server.getAddress().getPort());
        try (var pipe = new DelayingProxy(near, Duration.ofMillis(EACH_WAY_MS));
                var watch = ClockWatch.start(ServerUrl.of(pipe.url()), trust, clock)) {
            ClockOffset offset = Objects.requireNonNull(watch.offset("far"), watch.trouble());
            assertThat(Math.abs(offset.offsetUs())).isLessThanOrEqualTo(offset.errorUs());
            assertThat(offset.errorUs())
                    .isBetween(
                            TimeUnit.MILLISECONDS.toMicros(EACH_WAY_MS),
                            TimeUnit.MILLISECONDS.toMicros(EACH_WAY_MS) * 3 / 2);
        } finally {
            server.stop(0);
        }
    }

    private HttpServer https(InetSocketAddress address) throws Exception {
        var server = HttpsServer.create(address, 0);
        server.setHttpsConfigurator(
                new HttpsConfigurator(new OwnCertificates(folder).server("far", "-ext", "san=ip:127.0.0.1")));
        return server;
    }
}
