package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** Where the delay of tokens came from, at one moment. Microseconds. */
public final class BreakdownFigures {
    private static final double WIDEST = 0.05;

    private final Map<DelayPart, Histogram> parts;
    private final Histogram whole;
    private final long[] counts;
    private final long[] wholeSums;
    private final Map<DelayPart, long[]> sums;

    /**
     * @param parts each by itself
     * @param whole due to handled
     * @param counts of tokens by bucket of the whole; see {@link DelayBuckets}
     * @param wholeSums of the whole over the tokens of a bucket
     * @param sums of each part over the tokens of a bucket
     */
    BreakdownFigures(
            Map<DelayPart, Histogram> parts,
            Histogram whole,
            long[] counts,
            long[] wholeSums,
            Map<DelayPart, long[]> sums) {
        this.parts = parts;
        this.whole = whole;
        this.counts = counts;
        this.wholeSums = wholeSums;
        this.sums = sums;
    }

    /** Each part by itself. */
    public Map<DelayPart, Histogram> parts() {
        return parts;
    }

    /** From due to handled. */
    public Histogram whole() {
        return whole;
    }

    /**
     * What tokens of a certain delay are made of on average.
     *
     * @param tokens how many they are
     * @param wholeUs their mean delay
     */
    public record Share(long tokens, double wholeUs, Map<DelayPart, Double> partsUs) {}

    /** All tokens. */
    public Share mean() {
        return between(0, whole.getTotalCount());
    }

    /** Those around a quantile: at most 5 % of all to each side of it, and no more than half of the way to the longest. */
    public Share around(double quantile) {
        var reach = Math.min(WIDEST, (1 - quantile) / 2);
        var count = whole.getTotalCount();
        return between((long) ((quantile - reach) * count), (long) Math.ceil((quantile + reach) * count));
    }

    /** The buckets that hold tokens of these ranks. */
    private Share between(long fromRank, long toRank) {
        var tokens = 0L;
        var wholeUs = 0D;
        var partsUs = new EnumMap<DelayPart, Double>(DelayPart.class);
        var rank = 0L;
        for (var bucket = 0; bucket < counts.length; bucket++) {
            var next = rank + counts[bucket];
            if (counts[bucket] > 0 && next > fromRank && rank < toRank) {
                tokens += counts[bucket];
                wholeUs += wholeSums[bucket];
                for (Map.Entry<DelayPart, long[]> part : sums.entrySet()) {
                    partsUs.merge(part.getKey(), (double) part.getValue()[bucket], Double::sum);
                }
            }
            rank = next;
        }
        double count = Math.max(1, tokens);
        partsUs.replaceAll((part, sum) -> sum / count);
        return new Share(tokens, wholeUs / count, partsUs);
    }
}
