package dev.llmemulator.load.clock;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Microseconds since the Unix epoch that never jump: the wall clock is read once, and from there the monotonic one counts. */
public final class EpochClock {

    private final long anchorUs;
    private final long anchorNs;

    /** A clock set by the wall clock of now. */
    public EpochClock() {
        anchorNs = System.nanoTime();
        anchorUs = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }

    /** Microseconds since the epoch. */
    public long nowUs() {
        return usAt(System.nanoTime());
    }

    /** The microseconds since the epoch at a nano time of this JVM. */
    public long usAt(long nanoTime) {
        return anchorUs + (nanoTime - anchorNs) / 1000;
    }
}
