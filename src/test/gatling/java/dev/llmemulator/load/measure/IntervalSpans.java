package dev.llmemulator.load.measure;

import static dev.llmemulator.load.measure.Percentiles.MILLISECOND;

import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/** The spans of one kind in one interval: percentiles within 1 %, and the exact longest. */
public final class IntervalSpans {
    // A third digit would take eight times the memory, and no chart could show it.
    private static final int SIGNIFICANT_DIGITS = 2;

    private final IntCountsHistogram histogram = new IntCountsHistogram(SIGNIFICANT_DIGITS);
    private long longestUs;

    void add(long us) {
        histogram.recordValue(us);
        longestUs = Math.max(longestUs, us);
    }

    void add(IntervalSpans other) {
        histogram.add(other.histogram);
        longestUs = Math.max(longestUs, other.longestUs);
    }

    /** How many there were. */
    public long count() {
        return histogram.getTotalCount();
    }

    /**
     * A percentile in milliseconds; null if there are too few values for it.
     *
     * @param perMille ten times the percentile: 999 is p99.9
     */
    public @Nullable Double percentileMs(int perMille) {
        return Percentile.isSupported(count(), perMille)
                ? Double.valueOf(Math.min(histogram.getValueAtPercentile(perMille / 10.0), longestUs) / MILLISECOND)
                : null;
    }

    /** The longest one in milliseconds; 0 if there was none. */
    public double longestMs() {
        return longestUs / MILLISECOND;
    }
}
