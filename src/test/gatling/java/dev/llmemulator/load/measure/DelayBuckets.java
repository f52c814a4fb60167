package dev.llmemulator.load.measure;

/**
 * Buckets for spans of up to a day, in microseconds. They are exact below 128; above, a bucket is at most 1/64 of its values wide.
 *
 * <p>A value is shifted right until seven bits are left. The number of shifts and these bits give its bucket.
 */
final class DelayBuckets {
    private static final int BITS = 7;
    private static final int PER_DOUBLING = 1 << (BITS - 1);

    /** The number of buckets; a day has 37 bits. */
    static final int COUNT = (37 - BITS) * PER_DOUBLING + 2 * PER_DOUBLING;

    private DelayBuckets() {}

    static int of(long us) {
        var shift = Math.max(0, Long.SIZE - BITS - Long.numberOfLeadingZeros(us));
        return shift * PER_DOUBLING + (int) (us >>> shift);
    }
}
