package dev.llmemulator.load.measure;

import dev.llmemulator.time.Moment;

/** A clock of microseconds since the Unix epoch that never jumps: it reads the wall clock once, then counts by the monotonic clock. */
public final class EpochClock {
    private final Moment anchor = Moment.now();

    public long nowUs() {
        return usAt(System.nanoTime());
    }

    /** Microseconds since the epoch at this {@link System#nanoTime}. */
    public long usAt(long nanoTime) {
        return anchor.epochMicros() + (nanoTime - anchor.nanoTime()) / 1000;
    }
}
