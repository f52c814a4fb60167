package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.FaultyEmulator.Behaviour;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.ServerUrl;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.settings.Transport;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.settings.InvalidSettingException;
import dev.llmemulator.standin.ServerLimits;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import io.gatling.javaapi.core.ChainBuilder;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Users whose WebSocket Centrifugo emulates by HTTP. */
@Timeout(60)
class EmulatedJourneyTest extends JourneyFixture {
    @AutoClose
    private static final EmbeddedStack STACK = EmbeddedStack.start(Map.of());

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest
    @EnumSource(names = {"HTTP_STREAM", "CENTRIFUGO_SSE"})
    void watchAnswer_comesWholeWithAllItsFigures(Transport transport) {
        var figures = takeEmbedded(
                transport,
                Map.of("clients", "4", "cycles", "3", "length", "30", "delay", "0.002"),
                JourneyFixture::watch);
        assertAllPassed(figures, 12);
        assertThat(figures.tokens()).isEqualTo(360);
        assertThat(figures.connected()).isEqualTo(12);
        assertThat(figures.histogram(Metric.TOKEN_DELAY).getTotalCount()).isEqualTo(360);
        assertThat(figures.histogram(Metric.INTER_TOKEN_LATENCY).getTotalCount())
                .isEqualTo(12 * 29);
        assertThat(List.of("connect", "subscribe", "close"))
                .allSatisfy(row -> assertThat(rows.passed(row)).as(row).isEqualTo(12));
        assertThat(List.of("auth", "POST /emulation", "commands"))
                .allSatisfy(row -> assertThat(rows.passed(row)).as(row).isZero());
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_STREAM", "CENTRIFUGO_SSE"})
    void leaveAndReturn_getsWhatItMissed(Transport transport) {
        var figures = takeEmbedded(
                transport,
                Map.of("clients", "3", "cycles", "2", "length", "60", "delay", "0.01", "reuse", "true"),
                JourneyFixture::leaveAndReturn);
        assertAllPassed(figures, 6);
        assertThat(figures.tokens()).isEqualTo(360);
        assertThat(figures.connected()).isEqualTo(3 + 6);
        assertThat(rows.passed("recover")).isEqualTo(6);
        assertThat(rows.passed("unsubscribe")).isEqualTo(6);
    }

    @ParameterizedTest
    @EnumSource(names = {"HTTP_STREAM", "CENTRIFUGO_SSE"})
    void pings_areAnswered(Transport transport) throws Exception {
        limit(Duration.ofSeconds(1), Duration.ofMillis(600));
        var figures = takeFaulty(transport, request -> {
            request.tokens(0);
            Thread.sleep(2_500);
            request.tokens(1);
            request.markerAndReply();
        });
        assertAllPassed(figures, 1);
        assertThat(figures.connected()).isOne();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_STREAM, lost, LOST",
        "HTTP_STREAM, doubled, DOUBLED",
        "CENTRIFUGO_SSE, lost, LOST",
        "CENTRIFUGO_SSE, doubled, DOUBLED",
        "CENTRIFUGO_SSE, no marker, NO_MARKER"
    })
    void fault_isFoundAndNamed(Transport transport, String fault, AnomalyKind kind) throws Exception {
        var figures = takeFaulty(transport, request -> {
            switch (fault) {
                case "lost" -> request.tokens(0);
                case "doubled" -> request.tokens(0, 0, 1);
                default -> request.tokens(0, 1);
            }
            if (kind != AnomalyKind.NO_MARKER) {
                request.marker();
            }
            request.reply(200, FaultyEmulator.REPLY);
        });
        assertThat(figures.anomalies()).containsOnly(Map.entry(kind, 1L));
    }

    @Test
    void serverShutsDown_isToldAndNothingIsCalledLost() throws Exception {
        assertError(
                takeFaulty(Transport.HTTP_STREAM, request -> {
                    request.tokens(0);
                    standIn.close();
                }),
                "connection lost (disconnected by the server with 3001 shutdown; a client may come back)");
    }

    @Test
    void connectionBreaks_isLostAndSoIsTheMarker() throws Exception {
        try (var proxy = new BreakableProxy(standIn.apiUrl().resolve("/connection/sse"));
                var emulator = new FaultyEmulator(standIn, request -> {
                    request.tokens(0);
                    proxy.breakAll();
                    Thread.sleep(5_000);
                })) {
            var figures = take(Transport.CENTRIFUGO_SSE, emulator.url(), proxy.url(), null);
            assertThat(figures.errors()).containsOnly(Map.entry("connection lost (the other end broke it off)", 1L));
            assertThat(figures.anomalies()).containsOnly(Map.entry(AnomalyKind.NO_MARKER, 1L));
        }
    }

    @Test
    void secretOfAnother_failsToConnect() {
        var wrong = new Endpoints(STACK.httpUrl(), standIn.webSocketUrl(), "another secret");
        assertError(
                take(wrong.by(Transport.HTTP_STREAM), Map.of(), JourneyFixture::watch),
                "connect: disconnected by the server with 3500 invalid token; a client must not come back");
    }

    @Test
    void transportThatIsNotEnabled_failsWithAHint() throws Exception {
        try (var server = new LoopbackHttp("/", exchange -> LoopbackHttp.reply(exchange, 404, ""))) {
            var url = server.url("http").resolve("/connection/sse");
            assertError(
                    take(Transport.CENTRIFUGO_SSE, STACK.httpUrl(), url, null),
                    "connect: status 404 (is sse enabled in Centrifugo, and its path passed on?)");
        }
    }

    @Test
    void streamThatSaysNothing_failsInTime() throws Exception {
        try (var server = new LoopbackHttp("/", exchange -> Thread.sleep(10_000))) {
            var url = server.url("http").resolve("/connection/http_stream");
            assertError(take(Transport.HTTP_STREAM, STACK.httpUrl(), url, null), "connect: no reply");
        }
    }

    @Test
    void commandsThatArePassedNowhere_failTheStepThatWaits() throws Exception {
        try (var nowhere = new LoopbackHttp("/", exchange -> LoopbackHttp.reply(exchange, 404, ""))) {
            var stream = standIn.apiUrl().resolve("/connection/http_stream");
            assertError(
                    take(Transport.HTTP_STREAM, STACK.httpUrl(), stream, nowhere.url("http")),
                    "subscribe: POST /emulation: status 404");
        }
    }

    @Test
    void pageOfAnotherOrigin_needsTheServersConsent() throws Exception {
        var stream = standIn.apiUrl().resolve("/connection/http_stream");
        try (var silent = new SpoiledStreams(standIn.apiUrl(), text -> text, (number, event) -> event)) {
            var withoutConsent = of(
                    Transport.HTTP_STREAM,
                    STACK.httpUrl(),
                    silent.url().resolve("/connection/http_stream"),
                    null,
                    "https://chat.example");
            assertError(
                    take(withoutConsent, Map.of(), JourneyFixture::watch),
                    "connect: 403, as a browser would show nothing of it: the server does not allow pages of"
                            + " https://chat.example");
        }
        try (var emulator = new FaultyEmulator(standIn, request -> {
            request.tokens(0, 1);
            request.markerAndReply();
        })) {
            var withConsent = of(Transport.HTTP_STREAM, emulator.url(), stream, null, "https://chat.example");
            // This emulator keeps no pace.
            assertAllPassed(take(withConsent, Map.of("length", "2", "delay", "0"), JourneyFixture::watch), 1);
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP_STREAM, false", "CENTRIFUGO_SSE, true"})
    void backendOfAProfile_isProvedAsByAWebSocket(Transport transport, boolean swapped) throws Exception {
        var profile = """
                ask { path = "/chat", body { chat_id = "#{session}", message = "#{question}" } }
                channel = "session:#{session}"
                tokens {
                  connection { signed { secret_env = SECRET, lifetime = 2s, claims { sub = "#{user}" } } }
                  subscription { signed { secret_env = SECRET } }
                }
                publications { text = "/delta", end { pointer = "/done", equals = true } }
                """;
        try (var backend = new ProfileBackend(
                (channel, data) -> standIn.publish(channel, List.of(data)), Map.of("/chat", request -> {
                    // Longer than the token of the connection lasts, with what the server allows beyond.
                    if (!swapped) {
                        Thread.sleep(3_500);
                    }
                    request.deltas(
                            "session:" + request.body.path("chat_id").asText(),
                            request.body.path("message").asText());
                    request.reply(200, Map.of());
                }))) {
            limit(Duration.ofSeconds(25), Duration.ofSeconds(8));
            if (swapped) {
                backend.fault = pieces -> {
                    Collections.swap(pieces, 3, 4);
                    return pieces;
                };
            }
            var file = folder.resolve("backend.conf");
            Files.writeString(
                    file,
                    "http_url = \"%s\"\nws_url = \"%s\"\n%s".formatted(backend.url(), standIn.webSocketUrl(), profile));
            var given = Map.of("profile", file.toString(), "length", "8", "delay", "0", "SECRET", SECRET);
            var figures = take(
                    new Endpoints(backend.url(), standIn.webSocketUrl(), SECRET).by(transport),
                    given,
                    JourneyFixture::watch);
            if (swapped) {
                assertThat(figures.anomalies()).containsOnlyKeys(AnomalyKind.REORDERED);
            } else {
                assertAllPassed(figures, 1);
                assertThat(figures.tokens()).isEqualTo(8);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            http_stream    | wss://h/base/connection/websocket | -             | -             | https://h/base/connection/http_stream | https://h/base/emulation
            centrifugo_sse | ws://h:1/connection/websocket?a=b | -             | -             | http://h:1/connection/sse?a=b         | http://h:1/emulation?a=b
            http_stream    | ws://h/connection/websocket       | -             | http://h/emu  | http://h/connection/http_stream       | http://h/emu
            centrifugo_sse | -                                 | http://h/s    | http://h/emu  | http://h/s                            | http://h/emu
            """)
    void urls_followFromThatOfTheWebSocketUnlessGiven(
            String transport,
            @Nullable String webSocket,
            @Nullable String stream,
            @Nullable String emulation,
            String streamFound,
            String emulationFound) {
        var target = (Target.Remote)
                settings(transport, webSocket, stream, emulation).target();
        assertThat(target.webSocket().url()).hasToString(streamFound);
        assertThat(target.emulation()).isEqualTo(ServerUrl.of(URI.create(emulationFound)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            http_stream | ws://h/ws                   | -          | -          | Setting stream_url is missing: transport http_stream needs it, as ws://h/ws does not end with /connection/websocket
            http_stream | -                           | http://h/s | -          | Setting emulation_url is missing: transport http_stream needs it, as http://h/s does not end with
            websocket   | ws://h/connection/websocket | http://h/s | -          | Setting -Dstream_url does not belong to transport websocket, but to http_stream and centrifugo_sse.
            sse         | -                           | -          | http://h/s | Setting -Demulation_url does not belong to transport sse, but to http_stream and centrifugo_sse.
            """)
    void urls_thatDoNotFollowOrDoNotBelong_areRefused(
            String transport,
            @Nullable String webSocket,
            @Nullable String stream,
            @Nullable String emulation,
            String message) {
        assertThatThrownBy(() -> settings(transport, webSocket, stream, emulation))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(message);
    }

    private static LoadSettings settings(
            String transport, @Nullable String webSocket, @Nullable String stream, @Nullable String emulation) {
        var given = new HashMap<String, String>(Map.of("transport", transport, "http_url", "http://h"));
        put(given, "ws_url", webSocket);
        put(given, "stream_url", stream);
        put(given, "emulation_url", emulation);
        return LoadSettings.from(given, Map.of("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", SECRET), Map.of());
    }

    private static void put(Map<String, String> given, String name, @Nullable String value) {
        if (value != null) {
            given.put(name, value);
        }
    }

    private void limit(Duration pingInterval, Duration pongTimeout) {
        var usual = ServerLimits.defaults();
        standIn.close();
        standIn = StandIn.start(StandInSettings.of("api-key", SECRET)
                .withLimits(new ServerLimits(
                        pingInterval,
                        pongTimeout,
                        usual.staleCloseDelay(),
                        Duration.ofSeconds(1),
                        usual.queueMaxBytes(),
                        usual.historySize(),
                        usual.historyTtl(),
                        usual.historyMetaTtl(),
                        usual.recoveryLimit())));
    }

    private Figures takeEmbedded(
            Transport transport, Map<String, String> given, Function<JourneyContext, ChainBuilder> journey) {
        var endpoints = new Endpoints(STACK.httpUrl(), STACK.webSocketUrl(), STACK.tokenHmacSecret());
        return take(endpoints.by(transport), given, journey);
    }

    private Figures takeFaulty(Transport transport, Behaviour behaviour) throws Exception {
        try (var emulator = new FaultyEmulator(standIn, behaviour)) {
            return take(endpoints(emulator.url()).by(transport), Map.of("length", "2"), JourneyFixture::watch);
        }
    }

    private Figures take(Transport transport, URI http, URI stream, @Nullable URI emulation) {
        return take(of(transport, http, stream, emulation, null), Map.of("length", "2"), JourneyFixture::watch);
    }

    private static Endpoints of(
            Transport transport, URI http, URI stream, @Nullable URI emulation, @Nullable String origin) {
        return Endpoints.of(
                ServerUrl.of(http),
                ServerUrl.of(stream),
                origin,
                SECRET,
                Trust.USUAL,
                transport,
                ServerUrl.of(emulation == null ? stream.resolve("/emulation") : emulation));
    }

    private Figures take(
            Endpoints endpoints, Map<String, String> given, Function<JourneyContext, ChainBuilder> journey) {
        var properties = new HashMap<String, String>(Map.of(
                "clients",
                "1",
                "cycles",
                "1",
                "transport",
                endpoints.transport().label(),
                "connectTimeout",
                "2"));
        properties.putAll(given);
        return take(properties, endpoints, List.of(journey));
    }

    private static void assertError(Figures figures, String error) {
        assertThat(figures.errors()).containsOnly(Map.entry(error, 1L));
        assertThat(figures.anomalies()).isEmpty();
    }

    private static void assertAllPassed(Figures figures, int answers) {
        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(answers);
        assertThat(figures.anomalies()).isEmpty();
    }
}
