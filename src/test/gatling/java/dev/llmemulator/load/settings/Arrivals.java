package dev.llmemulator.load.settings;

import java.time.Duration;

/**
 * Users who arrive at a rate of their own, evenly spread, whether or not the system keeps up with them.
 *
 * @param perSecond users a second
 * @param during whole seconds
 */
public record Arrivals(double perSecond, Duration during) {
    static final int MOST_USERS = 1_000_000;

    /** How many users arrive in all. */
    public int users() {
        return (int) Math.min(Integer.MAX_VALUE, Math.round(perSecond * during.toSeconds()));
    }
}
