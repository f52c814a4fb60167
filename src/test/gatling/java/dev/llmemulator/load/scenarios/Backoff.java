package dev.llmemulator.load.scenarios;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a user waits before it tries to connect again: exponential back-off with full jitter, with the numbers of
 * Centrifugo's official clients. All users who lose their connection at once so come back spread over half a second, and
 * over more the longer nobody lets them in.
 */
final class Backoff {
    private static final long LEAST_MS = 500;
    private static final long MOST_MS = 20_000;
    private static final int MOST_DOUBLINGS = 16;

    private Backoff() {}

    /** The delay before the attempt of this number, from 0. */
    static Duration delay(int attempt, RandomGenerator random) {
        var jitter = Math.min(MOST_MS, LEAST_MS << Math.min(attempt, MOST_DOUBLINGS));
        return Duration.ofMillis(Math.min(MOST_MS, LEAST_MS + random.nextLong(jitter + 1)));
    }
}
