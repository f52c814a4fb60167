package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.FaultyEmulator.Behaviour;
import io.gatling.javaapi.core.ChainBuilder;
import io.javalin.Javalin;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What rows say about answers that failed for reasons outside their streams: in plain words, without names of classes. */
@Timeout(60)
class ReasonsTest extends JourneyFixture {
    private static final Pattern CLASS_NAME = Pattern.compile("Exception|Error\\b|\\w\\.\\w\\.\\w");

    private final CountDownLatch goOn = new CountDownLatch(1);

    @AfterEach
    void stop() {
        goOn.countDown();
        assertThat(rows.reasons().keySet())
                .noneMatch(reason -> CLASS_NAME.matcher(reason).find());
    }

    @Test
    void connectionBrokenInMidAnswer_isLostAtOnceWithItsProgress() throws Exception {
        try (var proxy = new BreakableProxy(standIn.webSocketUrl())) {
            var startNs = System.nanoTime();
            Figures figures = take(proxy.url(), request -> {
                request.tokens(0, 1);
                // The proxy drops what it has not yet passed on.
                TimeUnit.MILLISECONDS.sleep(500);
                proxy.breakAll();
                goOn.await();
            });
            var seconds = (System.nanoTime() - startNs) / 1e9;
            assertThat(figures.errors()).containsOnly(Map.entry("connection lost (the other end broke it off)", 1L));
            assertThat(rows.reasons().keySet())
                    .singleElement()
                    .asString()
                    .startsWith("answer: connection lost after 2 of 4 tokens (the other end broke it off)");
            // It waits neither for the reply, which never comes, nor for the marker. The limit of both is 20 s.
            assertThat(seconds).isLessThan(15);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void serverClosesInMidAnswer_isLostWithCodeAndReason(boolean replies) throws Exception {
        Figures figures = take(standIn.webSocketUrl(), request -> {
            request.tokens(0);
            // Not here, where the end of the test would interrupt it.
            var closing = new Thread(standIn::close);
            closing.start();
            closing.join();
            if (replies) {
                request.reply(200, FaultyEmulator.REPLY.replace("2,", "4,"));
            } else {
                goOn.await();
            }
        });
        assertThat(figures.errors())
                .containsOnly(Map.entry(
                        "connection lost (closed by the server with 3001 shutdown; a client may come back)", 1L));
        assertThat(rows.reasons().keySet())
                .singleElement()
                .asString()
                .startsWith("answer: connection lost after 1 of 4 tokens"
                        + " (closed by the server with 3001 shutdown; a client may come back)");
        // The server has said so: what did not come after that was not lost.
        assertThat(figures.anomalies()).isEmpty();
    }

    @Test
    void connectionLost_theRequestIsGivenUp() throws Exception {
        try (var socketProxy = new BreakableProxy(standIn.webSocketUrl());
                var emulator = new FaultyEmulator(standIn, request -> {
                    request.tokens(0);
                    socketProxy.breakAll();
                    goOn.await();
                });
                var requestProxy = new BreakableProxy(emulator.url())) {
            // Asked while the user still lives: the end of the run would close all connections.
            var hungUp = new AtomicBoolean();
            var endpoints = new Endpoints(requestProxy.url(), socketProxy.url(), SECRET);
            take(
                    endpoints,
                    "5",
                    context -> new WatchAnswer(context).answers().exec(session -> {
                        hungUp.set(requestProxy.hangsUp());
                        return session;
                    }));
            assertThat(hungUp.get()).isTrue();
        }
    }

    @Test
    void connect_nobodyListens_isRefused() throws Exception {
        Figures figures = take(URI.create("ws://127.0.0.1:" + freePort() + "/"), request -> {});
        assertThat(figures.errors()).containsOnly(Map.entry("connect: connection refused", 1L));
        assertThat(rows.reasons())
                .containsOnlyKeys("connect: connection refused", "answer: connect: connection refused");
    }

    @Test
    void auth_serverSilent_isNoReply() {
        var silent = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.startupWatcherEnabled = false;
                    config.jetty.host = "127.0.0.1";
                    config.jetty.port = 0;
                    config.routes.ws("/", events -> {});
                })
                .start();
        try {
            var url = URI.create("ws://127.0.0.1:" + silent.port() + "/");
            Figures figures = take(new Endpoints(standIn.apiUrl(), url, SECRET), "1", ReasonsTest::watch);
            assertThat(figures.errors()).containsOnly(Map.entry("auth: no reply", 1L));
        } finally {
            silent.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, 'connect: 403 Forbidden (is this origin allowed? -Dorigin, and allowed_origins of Centrifugo)'",
        "404, 'connect: 404 Not Found (is the path of ws_url right?)'",
        "503, 'connect: 503 Service Unavailable'"
    })
    void connect_upgradeRefused_saysTheStatus(int status, String reason) throws Exception {
        try (var server = new LoopbackHttp("/", exchange -> exchange.sendResponseHeaders(status, -1))) {
            assertThat(take(server.url("ws").resolve("/"), request -> {}).errors())
                    .containsOnly(Map.entry(reason, 1L));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "503 | {\"detail\":\"All 3 places for answers are taken\"} | 503 All 3 places for answers are taken",
                "502 | {\"detail\":\"Node down\\n  on two lines\"} | 502 Node down on two lines",
                "503 | {\"title\":\"Service Unavailable\",\"status\":503} | 503 Service Unavailable",
                "502 | <html>Bad Gateway</html> | 502 Bad Gateway",
                "503 | <html><head><title>x</title></head><body><h1>503 Service Unavailable</h1>~No server~</body> "
                        + "| 503 Service Unavailable No server",
                "500 | {\"error\":{\"message\":\"quota\"}} | 500 quota",
                "500 | {\"detail\":5 | 500 {\"detail\":5",
                "418 | a^b~Set-Cookie: c | 418 a b Set-Cookie: c",
                "404 | '' | status 404",
                "500 | null | 500 null",
                "500 | [] | status 500",
                "400 | {\"detail\":\"A field\",\"errors\":[{\"field\":\"delay\",\"detail\":\"must be small\"}]} "
                        + "| status 400, delay must be small",
            })
    void ask_refused_saysWhatTheProblemSays(int status, String problem, String reason) throws Exception {
        var body = problem.replace("~", "\r\n").replace('^', '\u0007');
        Figures figures = take(standIn.webSocketUrl(), request -> request.reply(status, body));
        assertThat(figures.errors()).containsOnly(Map.entry("POST /api/run: " + reason, 1L));
        assertThat(rows.reasons()).containsOnlyKeys("POST /api/run: " + reason, "answer: POST /api/run: " + reason);
    }

    @Test
    void ask_refusedAtLength_isCutToOneLine() throws Exception {
        Figures figures = take(standIn.webSocketUrl(), request -> request.reply(500, "no way, ".repeat(500_000)));
        assertThat(figures.errors().keySet())
                .singleElement()
                .asString()
                .startsWith("POST /api/run: 500 no way, no way, ")
                .endsWith("…")
                .hasSizeLessThan(200);
    }

    @Test
    void ask_moreThanThereArePlacesFor_isCountedByTheReason() {
        try (var stack = EmbeddedStack.start(Map.of("MAX_ANSWERS", "3"))) {
            Figures figures = take(
                    Map.of("clients", "10", "cycles", "1", "length", "60", "delay", "0.05"),
                    new Endpoints(stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret()),
                    List.of(ReasonsTest::watch));
            assertThat(figures.errors())
                    .containsOnly(
                            Map.entry("POST /api/run: 503 All 3 places for answers are taken", 10 - figures.passed()));
        }
    }

    @Test
    void ask_nobodyListens_isRefused() throws Exception {
        var endpoints = endpoints(URI.create("http://127.0.0.1:" + freePort()));
        Figures figures = take(endpoints);
        assertThat(figures.errors()).containsOnly(Map.entry("POST /api/run: connection refused", 1L));
    }

    @Test
    void ask_connectionBrokenBeforeTheReply_saysSo() throws Exception {
        var proxied = new CompletableFuture<BreakableProxy>();
        try (var emulator = new FaultyEmulator(standIn, request -> {
                    proxied.join().breakAll();
                    goOn.await();
                });
                var proxy = new BreakableProxy(emulator.url())) {
            proxied.complete(proxy);
            Figures figures = take(endpoints(proxy.url()));
            assertThat(figures.errors()).containsOnly(Map.entry("POST /api/run: the other end broke it off", 1L));
        }
    }

    private Figures take(URI webSocketUrl, Behaviour behaviour) throws Exception {
        try (var emulator = new FaultyEmulator(standIn, behaviour)) {
            return take(new Endpoints(emulator.url(), webSocketUrl, SECRET));
        } finally {
            goOn.countDown();
        }
    }

    private Figures take(Endpoints endpoints) {
        return take(endpoints, "5", ReasonsTest::watch);
    }

    private Figures take(Endpoints endpoints, String connectTimeout, Function<JourneyContext, ChainBuilder> journey) {
        var settings = Map.of(
                "clients", "1", "cycles", "1", "length", "4", "answerTimeout", "20", "connectTimeout", connectTimeout);
        return take(settings, endpoints, List.of(journey));
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
