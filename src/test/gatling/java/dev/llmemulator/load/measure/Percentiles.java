package dev.llmemulator.load.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of one kind of values, in the unit that the histogram was divided by; null those that need more values than there are:
 * 20 for p50, 200 for p95, 1000 for p99, 10 000 for p99.9.
 */
public record Percentiles(
        long count,
        @Nullable Percentile p50,
        @Nullable Percentile p95,
        @Nullable Percentile p99,
        @Nullable Percentile p999,
        double max,
        double mean) {
    /** The unit that histograms of microseconds are divided by, to be told in milliseconds. */
    public static final double MILLISECOND = 1000;

    /** As the other one, of values that all tell something of their own. */
    public static @Nullable Percentiles of(Histogram histogram, double unit) {
        return of(histogram, unit, histogram.getTotalCount());
    }

    /**
     * The percentiles of a histogram whose values are so many times the wanted unit; null if it is empty.
     *
     * @param independent how many of the values tell something of their own; see {@link Percentile}
     */
    public static @Nullable Percentiles of(Histogram histogram, double unit, long independent) {
        if (histogram.getTotalCount() == 0) {
            return null;
        }
        return new Percentiles(
                histogram.getTotalCount(),
                Percentile.of(histogram, 500, unit, independent),
                Percentile.of(histogram, 950, unit, independent),
                Percentile.of(histogram, 990, unit, independent),
                Percentile.of(histogram, 999, unit, independent),
                histogram.getMaxValue() / unit,
                histogram.getMean() / unit);
    }

    /** All of them, by the names that they have in {@code summary.json}. */
    public Map<String, @Nullable Percentile> byName() {
        var byName = new LinkedHashMap<String, @Nullable Percentile>();
        byName.put("p50", p50);
        byName.put("p95", p95);
        byName.put("p99", p99);
        byName.put("p999", p999);
        return byName;
    }
}
