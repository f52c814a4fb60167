package dev.llmemulator.load.scenarios;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.engine.EngineLink;
import dev.llmemulator.load.engine.QuietRun;
import dev.llmemulator.load.measure.AnomalyKind;
import dev.llmemulator.load.measure.AnswerContext;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.RowLog;
import dev.llmemulator.load.measure.Rows;
import dev.llmemulator.load.requests.Endpoints;
import dev.llmemulator.load.scenarios.FaultyEmulator.Behaviour;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import io.gatling.core.Predef$;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.Simulation;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Users on Gatling's own engine, against servers on loopback that behave, and others that do not. */
@Timeout(60)
class JourneyTest {

    private static final String API_KEY = "api-key";
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final String HASH = FaultyEmulator.REPLY.replaceAll(".*\"sha256\":\"([0-9a-f]+)\".*", "$1");

    private final Measurements measurements = new Measurements();
    private final EpochClock clock = new EpochClock();

    @BeforeAll
    static void configureGatling() {
        Predef$.MODULE$._configuration_$eq(GatlingConfiguration.load());
    }

    @Test
    void watchAnswer_moreUsersThanSlots_allAnswersComeWhole() {
        try (EmbeddedStack stack = EmbeddedStack.start(Map.of())) {
            Figures figures = take(
                    Map.of("clients", "5", "cycles", "2", "maxConcurrent", "2", "length", "10", "delay", "0.005"),
                    endpoints(stack),
                    context -> new WatchAnswer(context).answers());
            assertThat(figures.errors()).isEmpty();
            assertThat(figures.passed()).isEqualTo(10);
            assertThat(figures.tokens()).isEqualTo(100);
            assertThat(figures.connected()).isEqualTo(10);
            assertThat(figures.requests()).isEqualTo(10);
            assertThat(count(figures, Metric.TTFT)).isEqualTo(10);
            assertThat(count(figures, Metric.INTER_TOKEN_LATENCY)).isEqualTo(90);
            assertThat(count(figures, Metric.TOKEN_DELIVERY)).isEqualTo(100);
            assertThat(figures.underWay()).isZero();
            // Ten answers of 45 ms through two slots take five turns at least.
            assertThat(figures.seconds()).isGreaterThan(0.225);
        }
    }

    @Test
    void watchAnswer_ofAModel_isTimedAgainstTheIdealOfItsReply() {
        try (EmbeddedStack stack = EmbeddedStack.start(Map.of())) {
            Figures figures = take(
                    Map.of("clients", "4", "cycles", "1", "model", "fast", "length", "60", "seed", "1"),
                    endpoints(stack),
                    JourneyTest::watch);
            assertThat(figures.errors()).isEmpty();
            assertThat(figures.passed()).isEqualTo(4);
            // Words are one and a half tokens on average.
            assertThat(figures.tokens()).isBetween(4 * 70L, 4 * 110L);
            assertThat(figures.ratios().getTotalCount()).isEqualTo(4);
            // In ten thousandths. Never before its ideal; far above it only on a machine that is very busy.
            assertThat(figures.ratios().getMinValue()).isGreaterThanOrEqualTo(9_990);
            assertThat(figures.ratios().getMaxValue()).isLessThan(30_000);
        }
    }

    @Test
    void leaveAndReturn_lengthDrawnByTheModel_losesNothing() {
        try (EmbeddedStack stack = EmbeddedStack.start(Map.of())) {
            Figures figures = take(
                    Map.of("clients", "3", "cycles", "1", "model", "fast"),
                    endpoints(stack),
                    context -> new LeaveAndReturn(context).answers());
            assertThat(figures.errors()).isEmpty();
            assertThat(figures.passed()).isEqualTo(3);
            assertThat(figures.connected()).isEqualTo(6);
        }
    }

    @Test
    void watchAnswer_unknownModel_failsWithTheNamesOfThoseThereAre() {
        try (EmbeddedStack stack = EmbeddedStack.start(Map.of())) {
            Figures figures = take(
                    Map.of("clients", "1", "cycles", "1", "model", "oracle"), endpoints(stack), JourneyTest::watch);
            assertThat(figures.errors())
                    .containsOnly(Map.entry(
                            "POST /api/run: status 400, model must be one of constant, chat, fast, brief, reasoning, writer",
                            1L));
        }
    }

    @Test
    void leaveAndReturn_connectionDroppedHalfway_nothingIsLostOrDoubled() {
        try (EmbeddedStack stack = EmbeddedStack.start(Map.of())) {
            Figures figures = take(
                    Map.of("clients", "3", "cycles", "1", "length", "60", "delay", "0.01"),
                    endpoints(stack),
                    context -> new LeaveAndReturn(context).answers());
            assertThat(figures.errors()).isEmpty();
            assertThat(figures.passed()).isEqualTo(3);
            assertThat(figures.tokens()).isEqualTo(180);
            assertThat(figures.connected()).isEqualTo(6);
        }
    }

    @Test
    void watchAnswer_requestRefused_failsByItsStatusWithoutBlamingTheStream() throws Exception {
        Figures figures = takeFaulty(request -> request.reply(503, "{}"));
        assertThat(figures.errors()).containsOnly(Map.entry("POST /api/run: status 503", 2L));
        assertThat(figures.anomalies()).isEmpty();
    }

    @Test
    void watchAnswer_noReply_failsAfterTheTimeout() throws Exception {
        Figures figures = takeFaulty(request -> Thread.sleep(10_000));
        assertThat(figures.errors()).containsOnly(Map.entry("POST /api/run: no reply", 2L));
    }

    @Test
    void watchAnswer_replyIsNoAnswer_saysSo() throws Exception {
        Figures figures = takeFaulty(request -> request.reply(200, "hello"));
        assertThat(figures.errors()).containsOnly(Map.entry("POST /api/run: the HTTP reply is not JSON", 2L));
    }

    @Test
    void watchAnswer_markerMissing_isNamed() throws Exception {
        Figures figures = takeFaulty(request -> {
            request.token(0, "one ");
            request.token(1, "two ");
            request.reply(200, FaultyEmulator.REPLY);
        });
        assertThat(figures.errors()).containsOnly(Map.entry("no marker", 2L));
        assertThat(figures.anomalies()).containsOnly(Map.entry(AnomalyKind.NO_MARKER, 2L));
    }

    @Test
    void watchAnswer_tokenMissing_isLost() throws Exception {
        Figures figures = takeFaulty(request -> {
            request.token(0, "one ");
            request.marker(2, HASH);
            request.reply(200, FaultyEmulator.REPLY);
        });
        assertThat(figures.anomalies()).containsOnly(Map.entry(AnomalyKind.LOST, 2L));
    }

    @Test
    void watchAnswer_tokenTwice_isDoubled() throws Exception {
        Figures figures = takeFaulty(request -> {
            request.token(0, "one ");
            request.token(0, "one ");
            request.token(1, "two ");
            request.marker(2, HASH);
            request.reply(200, FaultyEmulator.REPLY);
        });
        assertThat(figures.anomalies()).containsOnly(Map.entry(AnomalyKind.DOUBLED, 2L));
        assertThat(figures.tokens()).isEqualTo(4);
    }

    @Test
    void watchAnswer_errorMarker_isToldWithTheStatus() throws Exception {
        Figures figures = takeFaulty(request -> {
            request.token(0, "one ");
            request.publish("{\"type\":\"error\",\"tokens\":1,\"detail\":\"node down\"}");
            request.reply(200, FaultyEmulator.REPLY);
        });
        assertThat(figures.errors()).containsOnly(Map.entry("error marker", 2L));
        assertThat(figures.anomalies()).isEmpty();
    }

    @Test
    void watchAnswer_secretWrong_failsAtAuth() throws Exception {
        try (StandIn standIn = StandIn.start(StandInSettings.of(API_KEY, SECRET))) {
            Endpoints wrong = new Endpoints(standIn.apiUrl(), standIn.webSocketUrl(), "another secret");
            Figures figures = take(Map.of("clients", "1", "cycles", "1"), wrong, JourneyTest::watch);
            assertThat(figures.errors().keySet())
                    .singleElement()
                    .asString()
                    .startsWith("auth: ")
                    .contains("3500")
                    .contains("invalid token");
        }
    }

    @Test
    void watchAnswer_serverClosesTheSocketOnTheWay_isFoundByTheProbe() throws Exception {
        StandIn standIn = StandIn.start(StandInSettings.of(API_KEY, SECRET));
        try (FaultyEmulator emulator = new FaultyEmulator(standIn, API_KEY, request -> {
            request.token(0, "one ");
            standIn.close();
            request.reply(200, FaultyEmulator.REPLY);
        })) {
            Figures figures = take(
                    Map.of("clients", "1", "cycles", "1"),
                    new Endpoints(emulator.url(), standIn.webSocketUrl(), SECRET),
                    JourneyTest::watch);
            assertThat(figures.errors()).containsOnly(Map.entry("socket closed by the server", 1L));
            assertThat(figures.anomalies()).containsKey(AnomalyKind.NO_MARKER);
        } finally {
            standIn.close();
        }
    }

    private Figures takeFaulty(Behaviour behaviour) throws Exception {
        try (StandIn standIn = StandIn.start(StandInSettings.of(API_KEY, SECRET));
                FaultyEmulator emulator = new FaultyEmulator(standIn, API_KEY, behaviour)) {
            return take(
                    Map.of("clients", "2", "cycles", "1", "answerTimeout", "1", "maxConcurrent", "2"),
                    new Endpoints(emulator.url(), standIn.webSocketUrl(), SECRET),
                    JourneyTest::watch);
        }
    }

    private Figures take(
            Map<String, String> given, Endpoints endpoints, Function<JourneyContext, ChainBuilder> journey) {
        Map<String, String> properties = new HashMap<>(given);
        properties.putIfAbsent("connectTimeout", "5");
        LoadSettings settings = LoadSettings.from(properties, Map.of(), Map.of());
        Duration ideal = settings.idealAnswer();
        AnswerContext answers = new AnswerContext(
                measurements,
                new RowLog(Rows.NONE),
                clock,
                ideal == null ? 0 : ideal.toNanos() / 1000,
                settings.halfwayTokens(),
                true,
                true);
        JourneyContext context = new JourneyContext(settings, () -> endpoints, answers, new EngineLink());
        QuietRun.of(new Users(journey.apply(context), settings.clients()));
        return measurements.figures(clock.nowUs());
    }

    private static ChainBuilder watch(JourneyContext context) {
        return new WatchAnswer(context).answers();
    }

    private static Endpoints endpoints(EmbeddedStack stack) {
        return new Endpoints(stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret());
    }

    private static long count(Figures figures, Metric metric) {
        var histogram = figures.spans().get(metric);
        return histogram == null ? 0 : histogram.getTotalCount();
    }

    /** All users at once. */
    private static final class Users extends Simulation {

        Users(ChainBuilder journey, int users) {
            setUp(scenario("users").exec(journey).injectOpen(atOnceUsers(users)))
                    .protocols(http.disableWarmUp());
        }
    }
}
