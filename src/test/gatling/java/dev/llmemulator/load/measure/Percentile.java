package dev.llmemulator.load.measure;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.jspecify.annotations.Nullable;

/**
 * A percentile with its 95 % confidence interval (see {@link RankInterval}), in the unit that the histogram was divided by. The ends
 * are rounded outwards to what the histogram tells apart.
 *
 * <p>The interval is that of independent values. Tokens of one answer are not: so many of them count as one, which is on the safe side.
 * And no interval knows how runs differ among themselves.
 */
public record Percentile(double value, double low, double high) {
    /** So many values have to lie beyond a percentile, or a few of them would decide it. */
    private static final long LEAST_BEYOND = 10;

    /**
     * The percentile of a histogram whose values are so many times the wanted unit; null if it has too few values.
     *
     * @param perMille ten times the percentile: 999 is p99.9
     * @param independent how many of the values tell something of their own
     */
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

    /** True if so many values are enough for a percentile. */
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
