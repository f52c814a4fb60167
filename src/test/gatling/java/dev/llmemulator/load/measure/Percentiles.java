package dev.llmemulator.load.measure;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * Percentiles of a metric. A percentile is null if there are too few values for it: p50 needs 20, p95 200, p99 1000 and p99.9 10 000.
 */
public record Percentiles(
        long count,
        @Nullable Percentile p50,
        @Nullable Percentile p95,
        @Nullable Percentile p99,
        @Nullable Percentile p999,
        double max,
        double mean) {
    /** The percentiles of independent values; null if the histogram is empty. */
    public static @Nullable Percentiles of(Histogram histogram, Unit unit) {
        return of(histogram, unit, histogram.getTotalCount());
    }

    /** The percentiles of values of which only so many are independent of each other; see {@link Percentile}. */
    public static @Nullable Percentiles of(Histogram histogram, Unit unit, long independent) {
        if (histogram.getTotalCount() == 0) {
            return null;
        }
        var values = new Ranking(histogram);
        return new Percentiles(
                values.count(),
                Percentile.of(values, 500, unit.recorded(), independent),
                Percentile.of(values, 950, unit.recorded(), independent),
                Percentile.of(values, 990, unit.recorded(), independent),
                Percentile.of(values, 999, unit.recorded(), independent),
                unit.of(histogram.getMaxValue()),
                unit.of(values.mean()));
    }

    public Map<String, @Nullable Percentile> byName() {
        var byName = new LinkedHashMap<String, @Nullable Percentile>();
        byName.put("p50", p50);
        byName.put("p95", p95);
        byName.put("p99", p99);
        byName.put("p999", p999);
        return byName;
    }
}
