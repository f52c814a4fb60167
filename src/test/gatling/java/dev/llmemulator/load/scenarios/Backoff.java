package dev.llmemulator.load.scenarios;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long a user waits before it tries to connect again, or to ask: exponential back-off with full jitter, with the
 * numbers of Centrifugo's official clients. All users who lose their connection at once so come back spread over half a second, and
 * over more the longer nobody lets them in.
 */
final class Backoff {
    private static final long LEAST_MS = 500;
    private static final long MOST_MS = 20_000;
    private static final int MOST_DOUBLINGS = 16;
    private static final long SPREAD_MS = 1_000;

    private Backoff() {}

    /** The delay before the attempt of this number, from 0. */
    static Duration delay(int attempt, RandomGenerator random) {
        return Duration.ofMillis(Math.min(MOST_MS, LEAST_MS + random.nextLong(growing(attempt) + 1)));
    }

    /** The same for users who all wait for the same time: the mean of the delays with jitter. */
    static Duration withoutJitter(int attempt) {
        return Duration.ofMillis(Math.min(MOST_MS, LEAST_MS + growing(attempt) / 2));
    }

    /**
     * How long a user waits that was refused for want of room, before it asks again: as long as the server wants, and a
     * random time of up to a second more, which doubles with each refusal in a row.
     *
     * @param refusals how many there were in a row before this one
     */
    static Duration afterRefusal(Duration wanted, int refusals, RandomGenerator random) {
        var spread = Math.min(MOST_MS, SPREAD_MS << Math.min(refusals, MOST_DOUBLINGS));
        return Duration.ofMillis(Math.min(MOST_MS, wanted.toMillis() + random.nextLong(spread + 1)));
    }

    private static long growing(int attempt) {
        return Math.min(MOST_MS, LEAST_MS << Math.min(attempt, MOST_DOUBLINGS));
    }
}
