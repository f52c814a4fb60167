package dev.llmemulator.load.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.report.Observation;
import dev.llmemulator.load.settings.LoadSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A run of a known course: ten users, a storm after 10 s, which is over 3 s later. */
class StormObserverTest {
    private static final long SECOND_US = 1_000_000;
    private static final int TOKENS = 100;

    private final Measurements measurements = new Measurements();
    private final EpochClock clock = new EpochClock();
    private final List<Long> instantsNs = new ArrayList<>();

    /** Wherever in its second a storm begins: that second belongs to the storm. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 400, 999})
    void found_storm_tellsTheLast_andWhatEverybodyFelt(long laterMs) {
        var startNs = System.nanoTime();
        var startUs = clock.usAt(startNs);
        for (var user = 0; user < 10; user++) {
            measurements.answerStarted(startUs);
        }
        for (var second = 0; second < 20; second++) {
            for (var token = 0; token < TOKENS; token++) {
                var ms = second >= 10 && second < 13 ? 700 : second == 2 ? 900 : 40;
                measurements.record(Metric.INTER_TOKEN_LATENCY, ms * 1000L, startUs + second * SECOND_US + token);
            }
        }
        for (var user = 1; user <= 10; user++) {
            measurements.record(Metric.RECOVERY, user * 250_000L, startUs + 13 * SECOND_US);
        }
        instantsNs.add(startNs + (10_000 + laterMs) * 1_000_000L);

        var found = Objects.requireNonNull(found());

        assertThat(found.sentence())
                .isEqualTo("All 10 users lose their connection in the same instant, once, and come back with jitter:"
                        + " the last was through after 2.50 s, 4 a second.");
        assertThat(found.numbers()).containsEntry("storms", 1.0);
        assertThat(found.facts())
                .containsEntry("inter-token latency around a storm", "before max 40 ms; meanwhile max 700 ms");
    }

    @Test
    void found_noStorm_isNothing() {
        measurements.answerStarted(clock.nowUs());

        assertThat(found()).isNull();
    }

    private @Nullable Observation found() {
        var observer = new StormObserver(
                LoadSettings.from(Map.of("clients", "10"), Map.of(), Map.of()),
                "lose their connection",
                Metric.RECOVERY,
                () -> List.copyOf(instantsNs));
        observer.begin(measurements, clock, () -> PartsReport.NONE);
        return observer.found(measurements.figures(clock.nowUs()));
    }
}
