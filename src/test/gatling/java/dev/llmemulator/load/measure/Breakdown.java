package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * Where the delay of tokens comes from, while a run is going on. Not to be shared by threads without a lock.
 *
 * <p>Percentiles of parts do not add up to those of the whole: the token that waited longest for the pacer is another one than that which
 * the broker held longest. So besides a histogram of each part there is, for every bucket of the whole, the sum of each part over the
 * tokens in it. They tell what a token is made of whose delay is, say, near the 99th percentile.
 */
final class Breakdown {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Map<DelayPart, Histogram> parts = new EnumMap<>(DelayPart.class);
    private final Histogram whole = new Histogram(SIGNIFICANT_DIGITS);
    private final long[] wholeSums = new long[DelayBuckets.COUNT];
    private final long[] counts = new long[DelayBuckets.COUNT];
    private final Map<DelayPart, long[]> sums = new EnumMap<>(DelayPart.class);

    Breakdown() {
        for (DelayPart part : DelayPart.values()) {
            parts.put(part, new Histogram(SIGNIFICANT_DIGITS));
            sums.put(part, new long[DelayBuckets.COUNT]);
        }
    }

    /** Adds a token, all times by our clock; an estimated offset of the clocks can put sent a little behind received. */
    void add(TokenTimes token) {
        var wholeUs = token.handledUs() - token.dueUs();
        var bucket = DelayBuckets.of(Measurements.bounded(wholeUs));
        add(DelayPart.PACER, token.sentUs() - token.dueUs(), bucket);
        add(DelayPart.PUBLISH_AND_BROKER, token.deliveryUs(), bucket);
        add(DelayPart.CLIENT, token.handledUs() - token.receivedUs(), bucket);
        whole.recordValue(Measurements.bounded(wholeUs));
        wholeSums[bucket] += wholeUs;
        counts[bucket]++;
    }

    private void add(DelayPart part, long us, int bucket) {
        of(parts, part).recordValue(Measurements.bounded(us));
        of(sums, part)[bucket] += us;
    }

    /** A copy of what is known now. */
    BreakdownFigures figures() {
        var copies = new EnumMap<DelayPart, Histogram>(DelayPart.class);
        var sumCopies = new EnumMap<DelayPart, long[]>(DelayPart.class);
        for (DelayPart part : DelayPart.values()) {
            copies.put(part, of(parts, part).copy());
            sumCopies.put(part, of(sums, part).clone());
        }
        return new BreakdownFigures(copies, whole.copy(), counts.clone(), wholeSums.clone(), sumCopies);
    }

    private static <T> T of(Map<DelayPart, T> map, DelayPart part) {
        var value = map.get(part);
        if (value == null) {
            throw new IllegalStateException("Nothing for " + part);
        }
        return value;
    }
}
