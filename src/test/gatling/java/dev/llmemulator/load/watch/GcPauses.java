package dev.llmemulator.load.watch;

/** Pauses of garbage collection: how many, all together, and the longest. The JVM reports whole milliseconds. */
public record GcPauses(long count, double seconds, long longestMs) {
    public static final GcPauses NONE = new GcPauses(0, 0, 0);

    GcPauses and(long pauseMs) {
        return new GcPauses(count + 1, seconds + pauseMs / 1e3, Math.max(longestMs, pauseMs));
    }
}
