package dev.llmemulator.load.scenarios;

import java.util.concurrent.atomic.AtomicLong;

/**
 * When each user was due to arrive. Waiting counts from then, whether the user waited for a slot or for a busy load
 * test. Otherwise a system that stalls would be asked less often and look good (coordinated omission).
 *
 * <p>Gatling numbers users from 1 in the order of their arrival. No user begins before it is due, so the users are due
 * at the earliest times that agree with all of them so far.
 */
final class ArrivalTimes {
    private final long[] dueUs;
    private final AtomicLong startUs = new AtomicLong(Long.MAX_VALUE);

    /** @param dueUs when users are due, in microseconds after the start, in ascending order */
    ArrivalTimes(long[] dueUs) {
        this.dueUs = dueUs.clone();
    }

    /** When the user of this number, from 1, was due if it begins now, in microseconds since the epoch. */
    long dueUs(long number, long nowUs) {
        var sinceStartUs = dueUs[(int) number - 1];
        return startUs.accumulateAndGet(nowUs - sinceStartUs, Math::min) + sinceStartUs;
    }
}
