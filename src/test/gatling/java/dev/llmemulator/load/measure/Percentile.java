package dev.llmemulator.load.measure;

import org.HdrHistogram.Histogram;
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
    static @Nullable Percentile of(Ranking values, int perMille, double unit, long independent) {
        if (!isSupported(values.count(), perMille)) {
            return null;
        }
        var ranks = Ranks.of(values, perMille, independent);
        return new Percentile(
                ranks.percentile(perMille) / unit,
                ranks.lowest(ranks.interval.lower()) / unit,
                ranks.highest(ranks.interval.upper()) / unit);
    }

    /**
     * The same for judging. Of values, of which there has to be one at least, few may be too few to have an end of the interval: then the
     * lower one is 0 and the upper one infinite. At least ten values lie at or beyond each end, so that no single one decides anything.
     */
    public static Percentile toJudge(Histogram histogram, int perMille, Unit unit, long independent) {
        var ranks = Ranks.of(new Ranking(histogram), perMille, independent);
        var lower = Math.min(ranks.interval.lower(), ranks.sample - LEAST_BEYOND + 1);
        var hasUpper = isSupported(histogram.getTotalCount(), perMille) && ranks.interval.upper() <= ranks.sample;
        return new Percentile(
                unit.of(ranks.percentile(perMille)),
                lower < 1 ? 0 : unit.of(ranks.lowest(lower)),
                hasUpper ? unit.of(ranks.highest(ranks.interval.upper())) : Double.POSITIVE_INFINITY);
    }

    /** How many values it takes to report a percentile. */
    public static long needed(int perMille) {
        return (LEAST_BEYOND * 1000 + 999 - perMille) / (1000 - perMille);
    }

    /** Whether a percentile can be reported from so many values. */
    public static boolean isSupported(long count, int perMille) {
        return count * (1000 - perMille) >= LEAST_BEYOND * 1000;
    }

    /** The ranks of an interval in a sample of independent values, each of which stands for several of the histogram. */
    private record Ranks(Ranking values, long sample, RankInterval interval) {
        static Ranks of(Ranking values, int perMille, long independent) {
            var sample = Math.max(1, Math.min(independent, values.count()));
            return new Ranks(values, sample, RankInterval.of(sample, perMille / 1000.0));
        }

        private double each() {
            return (double) values.count() / sample;
        }

        long percentile(int perMille) {
            return values.highest((perMille * values.count() + 999) / 1000);
        }

        long lowest(long rank) {
            return values.lowest((long) ((rank - 1) * each()) + 1);
        }

        long highest(long rank) {
            return values.highest((long) Math.ceil(rank * each()));
        }
    }
}
