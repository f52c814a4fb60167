package dev.llmemulator.load.scenarios;

import dev.llmemulator.load.settings.Arrivals;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When each user was due to arrive. Waiting counts from then, whether the user waited for a slot or for a busy load
 * test. Otherwise a system that stalls would be asked less often and look good (coordinated omission).
 *
 * <p>Gatling numbers users from 1 in the order of their arrival and spreads them evenly. So user n is due n - 1
 * intervals after the first. No user begins before it is due, so the first is due at the earliest time that agrees with
 * all users so far.
 */
final class ArrivalTimes {
    private final double intervalUs;
    private final AtomicLong firstUs = new AtomicLong(Long.MAX_VALUE);

    ArrivalTimes(Arrivals arrivals) {
        intervalUs = arrivals.during().toNanos() / 1000.0 / arrivals.users();
    }

    /** When the user of this number, from 1, was due if it begins now, in microseconds since the epoch. */
    long dueUs(long number, long nowUs) {
        var sinceFirstUs = (long) ((number - 1) * intervalUs);
        return firstUs.accumulateAndGet(nowUs - sinceFirstUs, Math::min) + sinceFirstUs;
    }
}
