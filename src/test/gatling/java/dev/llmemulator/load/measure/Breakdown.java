package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/**
 * Where the delay of tokens comes from, in microseconds. Threads that share it need a lock.
 *
 * <p>Percentiles of the parts do not add up to those of the whole: the token that waited longest in the pacer is not the one that the
 * broker held longest. So there is, besides a histogram of each part, the sum of each part over the tokens in each bucket of the whole.
 * The sums tell the parts of tokens whose delay is, say, around the 99th percentile.
 */
public final class Breakdown {
    private static final int SIGNIFICANT_DIGITS = 3;
    private static final double WIDEST = 0.05;

    // A span in microseconds is shifted right until seven bits are left. The number of shifts and these bits give its
    // bucket. Buckets are exact below 128; above, a bucket is at most 1/64 of its values wide. A day has 37 bits.
    private static final int BITS = 7;
    private static final int PER_DOUBLING = 1 << (BITS - 1);
    static final int BUCKETS = (37 - BITS) * PER_DOUBLING + 2 * PER_DOUBLING;

    private final Map<DelayPart, Part> parts = new EnumMap<>(DelayPart.class);
    private final Histogram whole = new Histogram(SIGNIFICANT_DIGITS);
    private final long[] counts = new long[BUCKETS];

    /** One part: its own histogram, and its sums over the tokens in each bucket of the whole. */
    private static final class Part {
        private final Histogram histogram = new Histogram(SIGNIFICANT_DIGITS);
        private final long[] sums = new long[BUCKETS];

        void add(long us, int bucket) {
            histogram.recordValue(Measurements.bounded(us));
            sums[bucket] += us;
        }
    }

    /** The number of tokens of a similar delay, their mean delay, and its parts. */
    public record Share(long tokens, double wholeUs, Map<DelayPart, Double> partsUs) {}

    Breakdown() {
        for (DelayPart part : DelayPart.values()) {
            parts.put(part, new Part());
        }
    }

    /** Adds a token, all times by our clock; an estimated offset of the clocks can put sent a little behind received. */
    void add(TokenTimes token) {
        var wholeUs = Measurements.bounded(token.handledUs() - token.dueUs());
        var bucket = bucket(wholeUs);
        part(DelayPart.PACER).add(token.sentUs() - token.dueUs(), bucket);
        part(DelayPart.PUBLISH_AND_BROKER).add(token.deliveryUs(), bucket);
        part(DelayPart.CLIENT).add(token.handledUs() - token.receivedUs(), bucket);
        whole.recordValue(wholeUs);
        counts[bucket]++;
    }

    Breakdown copy() {
        var copy = new Breakdown();
        parts.forEach((name, part) -> {
            copy.part(name).histogram.add(part.histogram);
            System.arraycopy(part.sums, 0, copy.part(name).sums, 0, counts.length);
        });
        copy.whole.add(whole);
        System.arraycopy(counts, 0, copy.counts, 0, counts.length);
        return copy;
    }

    static int bucket(long us) {
        var shift = Math.max(0, Long.SIZE - BITS - Long.numberOfLeadingZeros(us));
        return shift * PER_DOUBLING + (int) (us >>> shift);
    }

    private Part part(DelayPart part) {
        return Objects.requireNonNull(parts.get(part));
    }

    public Histogram values(DelayPart part) {
        return part(part).histogram;
    }

    public Histogram whole() {
        return whole;
    }

    public Share mean() {
        return between(0, whole.getTotalCount());
    }

    /** The parts of the tokens around a quantile: at most 5 % of all on each side, and at most half of those beyond it. */
    public Share around(double quantile) {
        var reach = Math.min(WIDEST, (1 - quantile) / 2);
        var count = whole.getTotalCount();
        return between((long) ((quantile - reach) * count), (long) Math.ceil((quantile + reach) * count));
    }

    /** The parts of all tokens in the buckets that hold these ranks. */
    private Share between(long fromRank, long toRank) {
        var tokens = 0L;
        var sums = new EnumMap<DelayPart, Double>(DelayPart.class);
        var rank = 0L;
        for (var bucket = 0; bucket < counts.length; bucket++) {
            var next = rank + counts[bucket];
            if (counts[bucket] > 0 && next > fromRank && rank < toRank) {
                tokens += counts[bucket];
                for (Map.Entry<DelayPart, Part> part : parts.entrySet()) {
                    sums.merge(part.getKey(), (double) part.getValue().sums[bucket], Double::sum);
                }
            }
            rank = next;
        }
        double count = Math.max(1, tokens);
        var wholeUs = sums.values().stream().mapToDouble(Double::doubleValue).sum() / count;
        sums.replaceAll((part, sum) -> sum / count);
        return new Share(tokens, wholeUs, sums);
    }
}
