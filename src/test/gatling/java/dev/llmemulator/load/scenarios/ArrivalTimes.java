package dev.llmemulator.load.scenarios;

import dev.llmemulator.load.settings.Arrivals;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When each user was due to arrive, which is when a real one would have: waiting that began before the user could begin counts, be it
 * for a slot or for a busy load test. Else a system that stalls would be asked less and look good (coordinated omission).
 *
 * <p>Gatling numbers users from 1 in the order of their arrival and spreads them evenly. So user n is due at n - 1 intervals after the
 * first, and the first at the earliest moment that any user's beginning leaves possible: none begins before it is due.
 */
final class ArrivalTimes {
    private final double intervalUs;
    private final AtomicLong firstUs = new AtomicLong(Long.MAX_VALUE);

    ArrivalTimes(Arrivals arrivals) {
        intervalUs = arrivals.during().toNanos() / 1000.0 / arrivals.users();
    }

    /**
     * When a user that begins now was due, in microseconds since the epoch.
     *
     * @param number of the user, from 1
     */
    long dueUs(long number, long nowUs) {
        var sinceFirstUs = (long) ((number - 1) * intervalUs);
        return firstUs.accumulateAndGet(nowUs - sinceFirstUs, Math::min) + sinceFirstUs;
    }
}
