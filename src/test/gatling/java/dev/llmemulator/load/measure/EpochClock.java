package dev.llmemulator.load.measure;

import dev.llmemulator.time.Moment;

/** Microseconds since the Unix epoch that never jump: the wall clock is read once, and from there the monotonic one counts. */
public final class EpochClock {
    private final Moment anchor = Moment.now();

    /** Microseconds since the epoch. */
    public long nowUs() {
        return usAt(System.nanoTime());
    }

    /** The microseconds since the epoch at a nano time of this JVM. */
    public long usAt(long nanoTime) {
        return anchor.epochMicros() + (nanoTime - anchor.nanoTime()) / 1000;
    }
}
