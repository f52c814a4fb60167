package dev.llmemulator.time;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/** One moment as read from {@link System#nanoTime} and from the wall clock, in microseconds since the Unix epoch. */
public record Moment(long nanoTime, long epochMicros) {
    private static final int MOST_TRIES = 10;
    private static final long CLOSE_ENOUGH_NS = 20_000;

    /** Reads both clocks now. */
    public static Moment now() {
        return read(System::nanoTime, () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    }

    /**
     * Reads the wall clock between two readings of the other one, and again if these are far apart. A thread that loses
     * its processor in between would take two moments for one, and every time converted with them would be wrong by
     * milliseconds.
     */
    static Moment read(LongSupplier nanoTime, LongSupplier epochMicros) {
        Moment best = null;
        var bestNs = Long.MAX_VALUE;
        for (var attempt = 0; best == null || (bestNs > CLOSE_ENOUGH_NS && attempt < MOST_TRIES); attempt++) {
            var beforeNs = nanoTime.getAsLong();
            var micros = epochMicros.getAsLong();
            var apartNs = nanoTime.getAsLong() - beforeNs;
            if (apartNs < bestNs) {
                bestNs = apartNs;
                best = new Moment(beforeNs + apartNs / 2, micros);
            }
        }
        return best;
    }
}
