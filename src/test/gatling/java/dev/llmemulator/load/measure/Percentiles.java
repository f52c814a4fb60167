package dev.llmemulator.load.measure;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Percentiles of one kind of values, in the unit that the histogram was divided by. */
public record Percentiles(long count, double p50, double p95, double p99, double p999, double max) {

    /** The percentiles of a histogram whose values are so many times the wanted unit; null if it is empty. */
    static @Nullable Percentiles of(Histogram histogram, double unit) {
        if (histogram.getTotalCount() == 0) {
            return null;
        }
        return new Percentiles(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50) / unit,
                histogram.getValueAtPercentile(95) / unit,
                histogram.getValueAtPercentile(99) / unit,
                histogram.getValueAtPercentile(99.9) / unit,
                histogram.getMaxValue() / unit);
    }
}
