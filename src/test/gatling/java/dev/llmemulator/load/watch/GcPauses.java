package dev.llmemulator.load.watch;

/**
 * Pauses of garbage collection. The JVM reports them in whole milliseconds.
 *
 * @param count how many there were
 * @param seconds all pauses together
 * @param longestMs the longest pause
 */
public record GcPauses(long count, double seconds, long longestMs) {
    /** No pause. */
    public static final GcPauses NONE = new GcPauses(0, 0, 0);

    GcPauses and(long pauseMs) {
        return new GcPauses(count + 1, seconds + pauseMs / 1e3, Math.max(longestMs, pauseMs));
    }
}
