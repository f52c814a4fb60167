package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.measure.Ending;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Rows;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.Loss;
import io.gatling.javaapi.core.ChainBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Users who lose their connections of themselves, and users who all do something in the same instant. */
@Timeout(60)
class StormTest {
    private static final String LONG = "100";

    private static EmbeddedStack stack;

    private final JourneyRun run = new JourneyRun(new EpochClock(), () -> ServerClock.OURS, Rows.NONE);

    @BeforeAll
    static void start() {
        stack = EmbeddedStack.start(Map.of());
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void connectionLostTwiceInEachAnswer_nothingIsLost(Loss how) {
        var figures = take(
                Map.of(
                        "clients",
                        "5",
                        "cycles",
                        "1",
                        "length",
                        LONG,
                        "delay",
                        "0.04",
                        "drop",
                        how.label(),
                        "drops",
                        "2"),
                context -> new ComeBack(context).answers());

        assertThat(figures.errors()).isEmpty();
        assertThat(run.endings().count(Ending.RECOVERED)).isEqualTo(5);
        assertThat(run.endings().connectionsLost()).isEqualTo(10);
        assertThat(figures.connected()).isEqualTo(15);
        assertThat(figures.tokens()).isEqualTo(500);
    }

    @Test
    void allLoseTheirConnectionTogether_allComeBack_againInTheNextAnswer() {
        var storm = new Rendezvous(8);
        var figures = take(
                Map.of("clients", "8", "cycles", "2", "length", LONG, "delay", "0.03", "jitter", "false"),
                context -> new ComeBack(context, storm).answers());

        assertThat(figures.errors()).isEmpty();
        assertThat(run.endings().count(Ending.RECOVERED)).isEqualTo(16);
        // Without jitter nobody comes back before the time that all wait.
        assertThat(figures.histogram(Metric.RECOVERY).getMinValue())
                .isGreaterThanOrEqualTo(Backoff.withoutJitter(0).toNanos() / 1000 * 99 / 100);
    }

    @Test
    void allBeginTogether_connectedOrNot_allAnswersComeWhole() {
        var first = new Rendezvous(8);
        var second = new Rendezvous(8);
        var figures = run.take(
                Map.of("clients", "8", "cycles", "2", "length", "10"),
                StormTest::endpoints,
                List.of(
                        context -> new BeginTogether(context, first, false).answers(),
                        context -> new BeginTogether(context, second, true).answers()));

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(32);
        assertThat(first.metNs()).hasSize(2);
        assertThat(figures.histogram(Metric.CONNECT).getTotalCount()).isEqualTo(32);
        assertThat(figures.histogram(Metric.SUBSCRIBE).getTotalCount()).isEqualTo(32);
    }

    @Test
    void stoppedAnswers_endWithTheirMarker_andNothingOfThemIsTakenForTheNextOne() {
        var figures = take(Map.of("clients", "5", "cycles", "2", "length", "40", "delay", "0.1"), StopAndAsk::answers);

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(10);
        // Five were stopped after 20 tokens, and a few came until the end was told.
        assertThat(figures.tokens()).isBetween(5 * 40 + 5 * 20L, 5 * 40 + 5 * 39L);
        assertThat(figures.histogram(Metric.ANSWER_OVER_IDEAL).getTotalCount()).isEqualTo(5);
        assertThat(figures.histogram(Metric.SILENCE).getTotalCount()).isEqualTo(5);
        // A token that comes with the one that makes half is there before the user can stop.
        assertThat(run.endings().wastedTokens()).isBetween(0L, figures.tokens() - (5 * 40 + 5 * 20L));
    }

    @Test
    void tabs_alsoOneThatIsOpenedLate_seeTheSame() {
        var tabs = new AtomicReference<Tabs>();
        var figures = run.take(
                Map.of("clients", "3", "cycles", "2", "length", LONG, "delay", "0.02"),
                StormTest::endpoints,
                List.of(
                        context -> {
                            tabs.set(new Tabs(context));
                            return Objects.requireNonNull(tabs.get()).asking();
                        },
                        context -> Objects.requireNonNull(tabs.get()).readingAlong(),
                        context -> Objects.requireNonNull(tabs.get()).comingLate()));

        assertThat(figures.errors()).isEmpty();
        assertThat(figures.passed()).isEqualTo(18);
        assertThat(figures.tokens()).isEqualTo(18 * 100);
        // What the late tab got from before its time is no delay: it had to wait for none of it.
        assertThat(figures.histogram(Metric.TOKEN_DELAY).getTotalCount()).isBetween(6 * 210L, 6 * 260L);
    }

    @Test
    void rendezvous_completesWithTheLast_andStartsAfresh() {
        var all = new Rendezvous(2);
        var one = all.arrive();
        assertThat(one).isNotDone();
        assertThat(all.arrive()).isDone();
        assertThat(one).isDone();
        assertThat(all.arrive()).isNotDone();
    }

    private Figures take(Map<String, String> given, Function<JourneyContext, ChainBuilder> journey) {
        return run.take(given, StormTest::endpoints, List.of(journey));
    }

    private static Endpoints endpoints() {
        return new Endpoints(stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret());
    }
}
