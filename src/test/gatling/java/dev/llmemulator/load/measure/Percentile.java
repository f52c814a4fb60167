package dev.llmemulator.load.measure;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * A percentile with its 95 % confidence interval (see {@link RankInterval}). The ends of the interval are rounded outwards to the
 * histogram's resolution.
 *
 * <p>The interval is valid for independent values. Tokens of one answer are not independent, so all tokens of an answer count as one
 * value, which makes the interval rather too wide than too narrow. No interval tells how runs differ from each other.
 */
public record Percentile(double value, double low, double high) {
    /** The number of values that must lie beyond a percentile, so that no single one decides it. */
    private static final long LEAST_BEYOND = 10;

    /** A percentile, 999 for p99.9, of values of which so many are independent; null if there are too few for it. */
    static @Nullable Percentile of(Histogram histogram, int perMille, double unit, long independent) {
        var count = histogram.getTotalCount();
        if (!isSupported(count, perMille)) {
            return null;
        }
        var sample = Math.max(1, Math.min(independent, count));
        RankInterval ranks = RankInterval.of(sample, perMille / 1000.0);
        var each = (double) count / sample;
        var lower = (long) ((ranks.lower() - 1) * each) + 1;
        var upper = (long) Math.ceil(ranks.upper() * each);
        return new Percentile(
                histogram.getValueAtPercentile(perMille / 10.0) / unit,
                histogram.lowestEquivalentValue(valueOfRank(histogram, lower)) / unit,
                histogram.highestEquivalentValue(valueOfRank(histogram, upper)) / unit);
    }

    /** Whether a percentile can be reported from so many values. */
    public static boolean isSupported(long count, int perMille) {
        return count * (1000 - perMille) >= LEAST_BEYOND * 1000;
    }

    private static long valueOfRank(Histogram histogram, long rank) {
        for (HistogramIterationValue each : histogram.recordedValues()) {
            if (each.getTotalCountToThisValue() >= rank) {
                return each.getValueIteratedTo();
            }
        }
        return histogram.getMaxValue();
    }
}
