package dev.llmemulator.stream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** The clock that stamps tokens. */
public final class EpochMicros {
    private EpochMicros() {}

    /** Microseconds since the Unix epoch. */
    public static long now() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
    }
}
