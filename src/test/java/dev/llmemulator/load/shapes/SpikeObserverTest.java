package dev.llmemulator.load.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.TokenTimes;
import dev.llmemulator.load.report.Observation;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.settings.Spike;
import java.time.Duration;
import java.util.List;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.Test;

/** Runs of a known course: 10 s as usual, a spike of 5 s, and 25 s after it. */
class SpikeObserverTest {
    private static final int SECONDS = 40;
    private static final Spike SPIKE = new Spike(10, Duration.ofSeconds(10), Duration.ofSeconds(5));
    private static final int TOKENS = 1_000;

    private final Measurements measurements = new Measurements();

    @Test
    void found_latencyThatComesBack_isCalmFromThenOn() {
        // Usual until the 10th second, and again from the 19th: 4 s after the spike.
        var found = found(second -> second >= 11 && second < 19 ? 300 : 3);
        assertThat(found.numbers().get("usual_ms")).isBetween(2.9, 3.1);
        assertThat(found.numbers().get("peak_ms")).isBetween(297.0, 303.0);
        assertThat(found.numbers()).containsEntry("calm_after_seconds", 4.0);
        assertThat(found.criteria()).allMatch(Criterion::met);
        assertThat(found.facts()).containsEntry("calm", "after 4 s");
    }

    @Test
    void found_latencyWithinTheSlack_isCalmAtOnce() {
        assertThat(found(second -> second < 10 ? 3 : 7).numbers()).containsEntry("calm_after_seconds", 0.0);
        // Above it, it never is.
        assertThat(new SpikeObserverTest().found(second -> second < 10 ? 3 : 9).numbers())
                .containsEntry("calm_after_seconds", null);
    }

    @Test
    void found_shortPauseInTheTrouble_isNotCalm() {
        var found = found(second -> second < 10 || second == 20 || second == 21 || second >= 33 ? 3 : 300);
        assertThat(found.numbers()).containsEntry("calm_after_seconds", 18.0);
    }

    @Test
    void found_latencyThatStays_isNeverCalm() {
        var found = found(second -> second < 12 ? 3 : 300);
        assertThat(found.numbers()).containsEntry("calm_after_seconds", null);
        assertThat(unmet(found))
                .singleElement()
                .satisfies(criterion -> assertThat(criterion.actual()).isEqualTo("not within 25 s"));
    }

    @Test
    void found_onlyTheFirstSecondsAreSlow_doesNotTakeThemAsUsual() {
        assertThat(found(second -> second < 3 || second == 12 ? 300 : 3)
                        .numbers()
                        .get("usual_ms"))
                .isBetween(2.9, 3.1);
    }

    @Test
    void found_refusedInTheSpike_isNoFailureAndNoCalm() {
        refuse(11, 7);
        refuse(17, 2);
        var found = found(second -> 3);
        assertThat(found.refused()).isEqualTo(9);
        assertThat(found.numbers()).containsEntry("refused", 9.0).containsEntry("calm_after_seconds", 3.0);
        assertThat(unmet(found)).isEmpty();
    }

    @Test
    void found_refusedBeforeTheSpike_isAFailure() {
        refuse(5, 3);
        refuse(11, 7);
        var found = found(second -> 3);
        assertThat(found.refused()).isEqualTo(7);
        assertThat(unmet(found)).extracting(Criterion::name).containsExactly("nothing is refused before the spike");
    }

    @Test
    void found_withoutTokens_isNotKnown() {
        measurements.answerStarted(0);
        measurements.answerPassed(SECONDS * 1_000_000L);
        var found = observer().found(measurements.figures(SECONDS * 1_000_000L));
        assertThat(unmet(found))
                .singleElement()
                .satisfies(criterion -> assertThat(criterion.actual()).contains("raise -Drate"));
    }

    @Test
    void found_withoutTheClockOfTheServers_goesByTheTimeToFirstToken() {
        measurements.answerStarted(0);
        for (var second = 0; second < SECONDS; second++) {
            for (var i = 0; i < 30; i++) {
                measurements.record(
                        Metric.TTFT, second >= 11 && second < 17 ? 900_000 : 40_000, second * 1_000_000L + i);
            }
        }
        measurements.answerPassed(SECONDS * 1_000_000L);
        var found = observer().found(measurements.figures(SECONDS * 1_000_000L));
        assertThat(found.facts().get("usual")).startsWith("TTFT p50 up to 40.");
        assertThat(found.numbers()).containsEntry("calm_after_seconds", 2.0);
    }

    private void refuse(int second, int questions) {
        measurements.answerStarted(0);
        for (var i = 0; i < questions; i++) {
            measurements.answerStarted(second * 1_000_000L);
            measurements.answerRefused(second * 1_000_000L + 500);
            measurements.answerFailed(second * 1_000_000L + 500, "503", List.of());
        }
    }

    private Observation found(IntToLongFunction delayMs) {
        measurements.answerStarted(0);
        for (var second = 0; second < SECONDS; second++) {
            for (var i = 0; i < TOKENS; i++) {
                var atUs = second * 1_000_000L + i * 900L;
                var dueUs = atUs - delayMs.applyAsLong(second) * 1_000;
                measurements.recordDelay(new TokenTimes(dueUs, dueUs, atUs, atUs));
            }
        }
        measurements.answerPassed(SECONDS * 1_000_000L);
        return observer().found(measurements.figures(SECONDS * 1_000_000L));
    }

    private static SpikeObserver observer() {
        return new SpikeObserver(SPIKE, Duration.ofSeconds(SECONDS));
    }

    private static List<Criterion> unmet(Observation found) {
        return found.criteria().stream().filter(each -> !each.met()).toList();
    }
}
