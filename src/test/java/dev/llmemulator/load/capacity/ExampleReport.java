package dev.llmemulator.load.capacity;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.TokenTimes;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.SelfCheck;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a search for the capacity of a server might have found that carries 40 answers at once and refuses more. */
public final class ExampleReport {
    private static final LoadSettings SETTINGS =
            LoadSettings.from(Map.of(), Map.of(), Map.of()).forCapacity();
    private static final int CAPACITY = 40;
    private static final long STEP_US = 12_000_000;

    private ExampleReport() {}

    /** The report of a search that was confirmed. */
    public static CapacityReport found() {
        var loads = new int[] {10, 20, 40, 80, 57, 47, 43, 41, 39};
        var steps = IntStream.range(0, loads.length)
                .mapToObj(at -> step(loads[at], at * STEP_US))
                .toList();
        return CapacityReport.of(SETTINGS, steps, step(39, loads.length * STEP_US), 0, false);
    }

    /** The report of a search that was stopped before it began. */
    public static CapacityReport nothing() {
        return CapacityReport.of(SETTINGS, List.of(), null, 0, false);
    }

    static Step step(int load) {
        return step(load, 0);
    }

    private static Step step(int load, long startUs) {
        var figures = answers(load);
        return Step.of(
                load,
                Judgement.of(
                        SETTINGS.objectives(),
                        figures.figures(0),
                        figures.figures(0).refused(),
                        SelfCheck.NONE),
                figures.figures(0),
                figures.figures(0),
                figures.figures(0).refused(),
                false,
                12,
                startUs,
                startUs + 1_000_000,
                startUs + 10_000_000);
    }

    private static Measurements answers(int load) {
        var measurements = new Measurements();
        var nowUs = new EpochClock().nowUs();
        for (var i = 0; i < 10 * load; i++) {
            var endUs = nowUs + i * 1_000L;
            measurements.answerStarted(nowUs);
            if (i % load < CAPACITY) {
                measurements.record(Metric.TTFT, 2_000 + 10L * i, endUs);
                measurements.record(Metric.INTER_TOKEN_LATENCY, 10_000 + i, endUs);
                measurements.recordDelay(new TokenTimes(endUs - 4_000, endUs - 3_000, endUs - i, endUs));
                measurements.tokenReceived(endUs);
                measurements.answerPassed(endUs);
            } else {
                measurements.answerRefused(endUs);
                measurements.answerFailed(endUs, "POST /api/run: 503 All 40 places for answers are taken", List.of());
            }
        }
        return measurements;
    }
}
