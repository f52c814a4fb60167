package dev.llmemulator.stream;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.LongSupplier;

/**
 * One moment by two clocks, so that the times of one can be told in those of the other.
 *
 * @param nanoTime by {@link System#nanoTime}
 * @param epochMicros by the wall clock, microseconds since the Unix epoch
 */
public record Moment(long nanoTime, long epochMicros) {
    private static final int MOST_TRIES = 10;
    private static final long CLOSE_ENOUGH_NS = 20_000;

    /** Now. */
    public static Moment now() {
        return read(System::nanoTime, () -> ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now()));
    }

    /**
     * Reads the wall clock between two readings of the other one, again if they are far apart: a thread that loses its
     * processor in between would call two moments one, milliseconds apart, and every time told by it would be wrong by as much.
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
