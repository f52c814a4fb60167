package dev.llmemulator.load.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.UserGroup;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.protocol.AnswerInProgress;
import dev.llmemulator.load.protocol.Comeback;
import dev.llmemulator.load.report.Observation;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.settings.LoadSettings;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Runs of a known course: ten seconds as usual, and ten in which some users are affected. */
class AffectedObserverTest {
    private static final int HALF = 10;

    @Test
    void others_whoFeelNothing_meetTheCriterion() {
        var found = found(5, 20, 900);
        assertThat(found.criteria().get(1).name()).isEqualTo("the others do not feel it");
        assertThat(found.criteria().get(1).met()).isTrue();
        assertThat(found.numbers().get("others_token_delay_p99_before_ms")).isBetween(4.9, 5.1);
        assertThat(found.numbers().get("others_token_delay_p99_since_ms")).isBetween(19.5, 20.5);
        assertThat(found.numbers().get("affected_token_delay_p99_since_ms")).isBetween(890.0, 910.0);
        assertThat(found.facts().get("others, token delay")).startsWith("p99 5.0 ms before, ");
        assertThat(found.numbers()).containsEntry("affected_users", 1.0);
    }

    @Test
    void others_whoFeelIt_missTheCriterion() {
        assertThat(found(5, 31, 5).criteria().get(1).met()).isFalse();
        assertThat(found(5, 29, 5).criteria().get(1).met()).isTrue();
    }

    @Test
    void run_inWhichNobodyWasAffected_doesNotPass() {
        assertThat(found(5, 5, 5).criteria().get(0))
                .isEqualTo(new Criterion("users read slowly", "1 time or more", "0 times", false));
    }

    @Test
    void readersOfNothing_haveToBeCutOffInTime() {
        var criterion = run(5, 5, 5, 60, 2).criteria().get(1);
        assertThat(criterion.met()).isTrue();
        assertThat(criterion.actual()).matches("2 times, noticed after (29|30)\\.\\d to (39|40)\\.\\d s");
        assertThat(run(5, 5, 5, 60, 3).criteria().get(1).met()).isFalse();
    }

    @Test
    void lostConnections_areToldByTheirCode() {
        var found = run(5, 5, 5, 60, 2);
        assertThat(found.facts())
                .containsEntry("lost: closed by the server with 3008 slow; a client may come back", "2 times")
                .containsEntry("lost: the other end broke it off", "1 time");
        assertThat(found.numbers())
                .containsEntry("lost_3008", 2.0)
                .containsEntry("lost_2501", 1.0)
                .containsEntry("lost_without_code", 1.0)
                .doesNotContainKey("lost_3012");
    }

    private static Observation found(int before, int since, int affected) {
        return run(before, since, affected, 20, 0);
    }

    private static Observation run(int before, int since, int affected, int stall, int cutOff) {
        var settings = LoadSettings.from(
                        Map.of(
                                "simulation", "SlowReaders",
                                "clients", "10",
                                "duration", "20",
                                "ramp", "0",
                                "stall", String.valueOf(stall)),
                        Map.of(),
                        Map.of())
                .forAffected();
        var observer = new SlowReadersObserver(settings);
        var clock = new EpochClock();
        var measurements = new Measurements();
        observer.begin(measurements, clock, () -> PartsReport.NONE);
        observer.end();
        var startUs = clock.nowUs();
        for (var second = 0; second < 2 * HALF; second++) {
            record(observer.others(), startUs, second, second < HALF ? before : since);
            record(observer.some(), startUs, second, second < HALF ? before : affected);
        }
        for (var i = 0; i < cutOff; i++) {
            observer.some().count(AnswerInProgress.SLOW, 1);
            observer.some().cutOff(30_000_000L + i * 10_000_000L);
            observer.some().count(Comeback.LOST + "closed by the server with 3008 slow; a client may come back", 1);
        }
        observer.some().count(Comeback.LOST + "unsubscribed by the server (2501 expired)", 1);
        observer.some().count(Comeback.LOST + "the other end broke it off", 1);
        return observer.found(measurements.figures(clock.nowUs()));
    }

    private static void record(UserGroup group, long startUs, int second, int delayMs) {
        for (var i = 0; i < 1_000; i++) {
            group.record(
                    Metric.TOKEN_DELAY,
                    TimeUnit.MILLISECONDS.toMicros(delayMs),
                    startUs + TimeUnit.SECONDS.toMicros(second) + i * 900L);
        }
    }
}
