package dev.llmemulator.standin;

import java.time.Duration;

/**
 * How much of a channel is kept for recovery.
 *
 * @param size publications kept of each channel; 0 keeps none and turns offsets and recovery off
 * @param ttl how long they are kept after the channel's last one, in whole seconds
 * @param metaTtl how long the channel's epoch and top offset outlive its last use, in whole seconds; at least ttl
 * @param recoveryLimit publications that one recovery or one history command of a client returns at most; who misses
 *     more is not recovered
 */
public record HistoryLimits(int size, Duration ttl, Duration metaTtl, int recoveryLimit) {
    public HistoryLimits {
        if (size < 0 || recoveryLimit < 1) {
            throw new IllegalArgumentException("size is " + size + ", must be 0 or more, and recoveryLimit is "
                    + recoveryLimit + ", must be 1 or more");
        }
        requireWholeSeconds("ttl", ttl);
        requireWholeSeconds("metaTtl", metaTtl);
        if (metaTtl.compareTo(ttl) < 0) {
            throw new IllegalArgumentException("metaTtl is " + metaTtl + ", must be at least ttl " + ttl);
        }
    }

    /** As in the cluster: an answer of 100,000 tokens and its marker can be replayed from the start for three minutes. */
    public static HistoryLimits defaults() {
        return new HistoryLimits(100_001, Duration.ofMinutes(3), Duration.ofMinutes(15), 100_001);
    }

    boolean kept() {
        return size > 0;
    }

    private static void requireWholeSeconds(String name, Duration value) {
        if (value.getSeconds() < 1 || value.getNano() != 0) {
            throw new IllegalArgumentException(name + " is " + value + ", must be whole seconds, 1 or more");
        }
    }
}
