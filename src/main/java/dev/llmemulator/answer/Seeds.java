package dev.llmemulator.answer;

import java.util.Random;

/**
 * Sources of chance for the sides of one answer, all from its one seed and independent of each other: to give a side by
 * hand changes nothing of the others.
 *
 * <p>{@link Random} and not a faster generator, because its sequences, {@link Random#nextGaussian} included, are written
 * down in its documentation: the same seed gives the same answer on every Java version.
 */
final class Seeds {
    private static final long LENGTH = 0x6A09E667F3BCC908L;
    private static final long TTFT = 0xBB67AE8584CAA73BL;
    private static final long DELAYS = 0x3C6EF372FE94F82BL;

    private Seeds() {}

    static Random ofText(long seed) {
        return new Random(scattered(seed));
    }

    static Random ofLength(long seed) {
        return new Random(scattered(seed ^ LENGTH));
    }

    static Random ofTtft(long seed) {
        return new Random(scattered(seed ^ TTFT));
    }

    static Random ofDelays(long seed) {
        return new Random(scattered(seed ^ DELAYS));
    }

    /** Spreads neighbouring seeds far apart, because {@link Random} begins alike for seeds that are near each other. */
    private static long scattered(long seed) {
        var mixed = (seed ^ (seed >>> 32)) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
