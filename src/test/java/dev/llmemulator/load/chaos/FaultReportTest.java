package dev.llmemulator.load.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.objectives.Objectives;
import java.util.List;
import java.util.Objects;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When runs are calm again: made-up seconds, in which each of ten users gets a token every 20 ms. */
class FaultReportTest {
    private static final int USERS = 10;
    private static final int TOKENS = 50;

    private final Measurements measurements = new Measurements();

    @Test
    void nothingHappens_isCalmAtOnce() {
        seconds(20, second -> 5);

        assertThat(calmAfter(8.4)).isZero();
    }

    @Test
    void tokensAreLateForThreeSeconds_isCalmAfterThem() {
        seconds(20, second -> second >= 8 && second < 11 ? 400 : 5);

        // Seconds 8, 9 and 10 are not calm, so calm begins with second 11.
        assertThat(calmAfter(8.5)).isEqualTo(2.5);
    }

    @Test
    void tokensAreLateAgainBeforeFiveCalmSeconds_isCalmAfterTheLast() {
        seconds(25, second -> second == 8 || second == 12 ? 400 : 5);

        assertThat(calmAfter(8.0)).isEqualTo(5);
    }

    @Test
    void tokensAreAsLateAsTheyWereBefore_isCalm() {
        seconds(20, second -> second % 4 == 0 ? 100 : 5);

        assertThat(calmAfter(8.0)).isZero();
    }

    @Test
    void noTokensCome_isNotCalm() {
        seconds(20, second -> second == 9 || second == 10 ? -1 : 5);

        assertThat(calmAfter(9.0)).isEqualTo(2);
    }

    @Test
    void anAnswerFails_isNotCalm() {
        seconds(20, second -> 5);
        measurements.answerStarted(13_500_000);
        measurements.answerFailed(13_600_000, "any", List.of());

        // The window from second 9 to 13 has the failure in it.
        assertThat(calmAfter(9.0)).isEqualTo(5);
    }

    @Test
    void runEndsTooEarly_isNotCalm() {
        seconds(13, second -> 5);

        assertThat(calmAfter(9.0)).isNull();
    }

    /** What is late from the first second on looks as usual. */
    @Test
    void firstFault_comesBeforeAnySecond_calmIsNotKnown_unlessObjectivesTell() {
        seconds(20, second -> 400);

        assertThat(report(caused("kill redis", 0.2)).calmKnown()).isFalse();
        assertThat(calmAfter(0.2)).isNull();
        assertThat(report(Objectives.parse("delay.p95<500ms"), caused("kill redis", 0.2))
                        .faults()
                        .get(0)
                        .calmAfterSeconds())
                .isZero();
        assertThat(calmAfter(3.0)).isZero();
    }

    @Test
    void phases_haveTheSecondsBetweenFaultAndCalm() {
        seconds(20, second -> second >= 8 && second < 11 ? 400 : 5);

        var phases = report(caused("kill redis", 8.4)).phases();

        assertThat(phases.keySet()).containsExactly("before", "during", "after");
        assertThat(phases.values())
                .extracting(each -> each.whole().counted(Interval.Count.TOKENS))
                .containsExactly(8L * USERS * TOKENS, 3L * USERS * TOKENS, 9L * USERS * TOKENS);
        assertThat(phases.values())
                .extracting(each -> Objects.requireNonNull(each.whole().values(Metric.TOKEN_DELAY))
                        .max())
                .containsExactly(5.0, 400.0, 5.0);
    }

    @Test
    void severalFaults_eachHasItsOwnCalm() {
        seconds(40, second -> second == 8 || second == 20 ? 400 : 5);

        var report = report(caused("kill redis", 8), caused("start redis", 20), caused("resume redis", 30));

        assertThat(report.faults())
                .extracting(FaultReport.Effect::calmAfterSeconds)
                .containsExactly(1.0, 1.0, 0.0);
        assertThat(report.trouble()).isEmpty();
    }

    /** Users got tokens after 5 ms before the fault, so that 60 ms are more than usual. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            delay.p95<50ms, 5
            delay.p95<100ms, 3
            delay.p95<500ms, 0
            ttft.p95<1ms, 0
            itl.max<100ms, 0
            """)
    void objectivesAreGiven_isCalmWhenTheyHold(String objectives, double seconds) {
        seconds(20, second -> second < 8 || second > 12 ? 5 : second < 11 ? 400 : 60);

        assertThat(calmAfter(8)).isEqualTo(5);
        assertThat(report(Objectives.parse(objectives), caused("kill redis", 8))
                        .faults()
                        .get(0)
                        .calmAfterSeconds())
                .isEqualTo(seconds);
    }

    @Test
    void objectiveAllowsFailures_someAreCalm() {
        seconds(20, second -> 5);
        for (var answer = 0; answer < 20; answer++) {
            measurements.answerStarted(9_100_000);
            measurements.answerPassed(9_200_000);
        }
        measurements.answerStarted(9_500_000);
        measurements.answerFailed(9_600_000, "any", List.of());

        assertThat(calmAfter(9.0)).isEqualTo(1);
        for (var each : List.of("failed<5%", "failed<4%")) {
            assertThat(report(Objectives.parse(each), caused("kill redis", 9))
                            .faults()
                            .get(0)
                            .calmAfterSeconds())
                    .as(each)
                    .isEqualTo(each.equals("failed<5%") ? 0 : 1);
        }
    }

    @Test
    void faultThatWasNotCaused_isTroubleAndHasNoCalm() {
        seconds(20, second -> 5);

        var report = report(
                caused("kill redis", 8),
                new CausedFault(List.of("start", "redis"), 30, null, null, "the run ended before"));

        assertThat(report.trouble()).isEqualTo("start redis (at 30.0 s): the run ended before");
        assertThat(report.faults().get(1).calmAfterSeconds()).isNull();
    }

    /** Seconds with the delay of their tokens in milliseconds; negative for no tokens. */
    private void seconds(int count, LongUnaryOperator delayMs) {
        for (var user = 0; user < USERS; user++) {
            measurements.answerStarted(0);
        }
        for (var second = 0; second < count; second++) {
            var ms = delayMs.applyAsLong(second);
            for (var token = 0; ms >= 0 && token < USERS * TOKENS; token++) {
                var atUs = second * 1_000_000L + token * 1000L;
                measurements.tokenReceived(atUs);
                measurements.record(Metric.TOKEN_DELAY, ms * 1000, atUs);
                measurements.record(Metric.INTER_TOKEN_LATENCY, 20_000, atUs);
            }
        }
    }

    private @Nullable Double calmAfter(double second) {
        return report(caused("kill redis", second)).faults().get(0).calmAfterSeconds();
    }

    private static CausedFault caused(String label, double second) {
        return new CausedFault(List.of(label.split(" ", -1)), second, second, second + 0.1, "");
    }

    private FaultReport report(CausedFault... faults) {
        return report(Objectives.NONE, faults);
    }

    private FaultReport report(Objectives objectives, CausedFault... faults) {
        return FaultReport.of(
                FaultPlan.parse("mine", "at 1 s: kill redis"),
                List.of(faults),
                measurements.figures(100_000_000).overTime(),
                objectives);
    }
}
