package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.UserJwts;
import dev.llmemulator.load.settings.Renewal;
import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;

/**
 * How long the tokens last that the load test signs for a user, and when the user renews them.
 *
 * @param seconds the longest that they last
 * @param jitter whether they expire at different times; otherwise all that are there expire in the same second
 * @param begun until this holds, they last for longer than the run
 */
public record TokenLife(int seconds, boolean jitter, Renewal renewal, BooleanSupplier begun) {
    /** Longer than any run, for users who need not think of it. */
    public static final TokenLife LONG = new TokenLife(0, false, Renewal.NEVER, () -> false);

    // Time for a busy machine to send it.
    private static final int LEAST_SECONDS = 2;

    /** Whether they may end before the run. */
    boolean ends() {
        return seconds > 0;
    }

    /** When a token expires that is made now. */
    Instant expiry(Instant now) {
        if (!begun.getAsBoolean()) {
            return now.plus(UserJwts.LIFETIME);
        }
        if (jitter) {
            var least = 1_000L * Math.max(LEAST_SECONDS, seconds / 2);
            return now.plusMillis(least + ThreadLocalRandom.current().nextLong(1_000L * seconds - least + 1));
        }
        var earliest = now.getEpochSecond() + LEAST_SECONDS;
        return Instant.ofEpochSecond(Math.floorDiv(earliest + seconds - 1, (long) seconds) * seconds);
    }

    Renewal renewal(long user) {
        return renewal.by(user);
    }
}
