package dev.llmemulator.load.measure;

import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/** The values of one metric in one interval: percentiles within 1 %, and the exact maximum. */
public final class IntervalValues {
    // A third digit would take eight times the memory, and no chart could show it.
    private static final int SIGNIFICANT_DIGITS = 2;

    private final Unit unit;
    private final IntCountsHistogram histogram = new IntCountsHistogram(SIGNIFICANT_DIGITS);
    private long max;

    IntervalValues(Unit unit) {
        this.unit = unit;
    }

    void add(long value) {
        histogram.recordValue(value);
        max = Math.max(max, value);
    }

    void add(IntervalValues other) {
        histogram.add(other.histogram);
        max = Math.max(max, other.max);
    }

    public long count() {
        return histogram.getTotalCount();
    }

    /** A percentile in the metric's unit, 999 for p99.9; null if there are too few values for it. */
    public @Nullable Double percentile(int perMille) {
        return Percentile.isSupported(count(), perMille)
                ? Double.valueOf(unit.of(Math.min(histogram.getValueAtPercentile(perMille / 10.0), max)))
                : null;
    }

    /** The same, however few values it is told from. */
    public double roughPercentile(int perMille) {
        return unit.of(Math.min(histogram.getValueAtPercentile(perMille / 10.0), max));
    }

    public double max() {
        return unit.of(max);
    }
}
