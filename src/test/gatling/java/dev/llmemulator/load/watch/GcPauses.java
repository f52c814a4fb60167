package dev.llmemulator.load.watch;

/**
 * The pauses of garbage collection; to the millisecond, as the JVM tells them.
 *
 * @param seconds of all pauses together
 */
public record GcPauses(long count, double seconds, long longestMs) {
    /** Not a single one. */
    public static final GcPauses NONE = new GcPauses(0, 0, 0);

    GcPauses and(long pauseMs) {
        return new GcPauses(count + 1, seconds + pauseMs / 1e3, Math.max(longestMs, pauseMs));
    }
}
