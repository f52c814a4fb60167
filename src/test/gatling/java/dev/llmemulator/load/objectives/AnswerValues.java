package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Metric;
import org.jspecify.annotations.Nullable;

/** The values that one answer has of each metric, as far as good answers depend on them: how many, their sum and the greatest. */
public final class AnswerValues {
    private static final int METRICS = Metric.values().length;

    private final long[] counts = new long[METRICS];
    private final long[] sums = new long[METRICS];
    private final long[] greatest = new long[METRICS];

    /** Adds a value in the resolution of the metric's unit. */
    public void add(Metric metric, long value) {
        var at = metric.ordinal();
        counts[at]++;
        sums[at] += value;
        greatest[at] = Math.max(greatest[at], value);
    }

    /** The mean or greatest value in the metric's unit, or the only one; null if there is none. */
    @Nullable
    Double value(Metric metric, @Nullable Statistic statistic) {
        var at = metric.ordinal();
        if (counts[at] == 0) {
            return null;
        }
        return metric.unit()
                .of(statistic != null && statistic.isMean() ? (double) sums[at] / counts[at] : greatest[at]);
    }
}
