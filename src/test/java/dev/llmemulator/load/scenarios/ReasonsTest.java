package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.FaultyEmulator.Behaviour;
import dev.llmemulator.load.truth.RowCount;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import io.gatling.javaapi.core.ChainBuilder;
import io.javalin.Javalin;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What rows say about answers that failed for reasons outside their streams: in plain words, without names of classes. */
@Timeout(60)
class ReasonsTest {
    private static final String API_KEY = "api-key";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Pattern CLASS_NAME = Pattern.compile("Exception|Error\\b|\\w\\.\\w\\.\\w");

    private final RowCount rows = new RowCount();
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final StandIn standIn = StandIn.start(StandInSettings.of(API_KEY, SECRET));

    @AfterEach
    void stop() {
        goOn.countDown();
        standIn.close();
        assertThat(rows.reasons().keySet())
                .noneMatch(reason -> CLASS_NAME.matcher(reason).find());
    }

    @Test
    void connectionBrokenInMidAnswer_isLostAtOnceWithItsProgress() throws Exception {
        try (var proxy = new BreakableProxy(standIn.webSocketUrl())) {
            var startNs = System.nanoTime();
            Figures figures = take(proxy.url(), request -> {
                request.token(0, "one ");
                request.token(1, "two ");
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

    @Test
    void serverClosesInMidAnswer_isLostWithCodeAndReason() throws Exception {
        Figures figures = take(standIn.webSocketUrl(), request -> {
            request.token(0, "one ");
            new Thread(standIn::close).start();
            goOn.await();
        });
        assertThat(figures.errors())
                .containsOnly(Map.entry("connection lost (closed by the server with 3001 shutdown)", 1L));
        assertThat(rows.reasons().keySet())
                .singleElement()
                .asString()
                .startsWith("answer: connection lost after 1 of 4 tokens (closed by the server with 3001 shutdown)");
    }

    @Test
    void connectionLost_theRequestIsGivenUp() throws Exception {
        try (var socketProxy = new BreakableProxy(standIn.webSocketUrl());
                var emulator = new FaultyEmulator(standIn, API_KEY, request -> {
                    request.token(0, "one ");
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
            Figures figures = take(
                    new Endpoints(standIn.apiUrl(), url, SECRET), "1", context -> new WatchAnswer(context).answers());
            assertThat(figures.errors()).containsOnly(Map.entry("auth: no reply", 1L));
        } finally {
            silent.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "403, 'connect: 403 Forbidden (does the server allow this origin? Centrifugo: allowed_origins)'",
        "404, 'connect: 404 Not Found (is the path of ws_url right?)'",
        "503, 'connect: 503 Service Unavailable'"
    })
    void connect_upgradeRefused_saysTheStatus(int status, String reason) throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                exchange.sendResponseHeaders(status, -1);
            }
        });
        server.start();
        try {
            var url = URI.create("ws://127.0.0.1:" + server.getAddress().getPort() + "/");
            assertThat(take(url, request -> {}).errors()).containsOnly(Map.entry(reason, 1L));
        } finally {
            server.stop(0);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "503 | {\"detail\":\"All 3 places for answers are taken\"} | 503 All 3 places for answers are taken",
                "502 | {\"detail\":\"Node down\\n  on two lines\"} | 502 Node down on two lines",
                "502 | <html>Bad Gateway</html> | status 502",
                "400 | {\"detail\":\"A field\",\"errors\":[{\"field\":\"delay\",\"detail\":\"must be small\"}]} "
                        + "| status 400, delay must be small",
            })
    void ask_refused_saysWhatTheProblemSays(int status, String problem, String reason) throws Exception {
        Figures figures = take(standIn.webSocketUrl(), request -> request.reply(status, problem));
        assertThat(figures.errors()).containsOnly(Map.entry("POST /api/run: " + reason, 1L));
        assertThat(rows.reasons()).containsOnlyKeys("POST /api/run: " + reason, "answer: POST /api/run: " + reason);
    }

    @Test
    void ask_nobodyListens_isRefused() throws Exception {
        var endpoints = new Endpoints(URI.create("http://127.0.0.1:" + freePort()), standIn.webSocketUrl(), SECRET);
        Figures figures = take(endpoints);
        assertThat(figures.errors()).containsOnly(Map.entry("POST /api/run: connection refused", 1L));
    }

    @Test
    void ask_connectionBrokenBeforeTheReply_saysSo() throws Exception {
        try (var emulator = new FaultyEmulator(standIn, API_KEY, request -> goOn.await());
                var proxy = new BreakableProxy(emulator.url())) {
            var breaker = new Thread(() -> {
                try {
                    emulator.awaitRequest();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                proxy.breakAll();
            });
            breaker.start();
            Figures figures = take(new Endpoints(proxy.url(), standIn.webSocketUrl(), SECRET));
            breaker.join();
            assertThat(figures.errors()).containsOnly(Map.entry("POST /api/run: the other end broke it off", 1L));
        }
    }

    private Figures take(URI webSocketUrl, Behaviour behaviour) throws Exception {
        try (var emulator = new FaultyEmulator(standIn, API_KEY, behaviour)) {
            return take(new Endpoints(emulator.url(), webSocketUrl, SECRET));
        } finally {
            goOn.countDown();
        }
    }

    private Figures take(Endpoints endpoints) {
        return take(endpoints, "5", context -> new WatchAnswer(context).answers());
    }

    private Figures take(Endpoints endpoints, String connectTimeout, Function<JourneyContext, ChainBuilder> journey) {
        var settings = Map.of(
                "clients", "1", "cycles", "1", "length", "4", "answerTimeout", "20", "connectTimeout", connectTimeout);
        return new JourneyRun(new EpochClock(), () -> ServerClock.OURS, rows)
                .take(settings, () -> endpoints, List.of(journey));
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
