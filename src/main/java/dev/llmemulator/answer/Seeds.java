package dev.llmemulator.answer;

import java.util.Random;

/**
 * Random generators for text, length, time to first token and delays of one answer. All derive from the answer's seed
 * and are independent of each other, so that setting one number by hand does not change the rest. {@link Random}
 * specifies its sequences, so a seed gives the same answer on every Java version.
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

    /** Scatters neighbouring seeds, because {@link Random} starts similarly for seeds that are close to each other. */
    private static long scattered(long seed) {
        var mixed = (seed ^ (seed >>> 32)) * 0x9E3779B97F4A7C15L;
        return mixed ^ (mixed >>> 29);
    }
}
