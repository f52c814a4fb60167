package dev.llmemulator.centrifugo;

import java.util.concurrent.Delayed;
import java.util.concurrent.TimeUnit;

/** A publication with the time it was offered, the time its patience ends, and its tries. */
final class Offer implements Delayed {
    final Publication publication;
    final long offeredNs;
    final long deadlineNs;
    private long nextTryNs;
    private int tries;

    Offer(Publication publication, long offeredNs, long deadlineNs) {
        this.publication = publication;
        this.offeredNs = offeredNs;
        this.deadlineNs = deadlineNs;
        this.nextTryNs = offeredNs;
    }

    /** Notes a failed try; returns how many there have been. */
    int failedTry() {
        return ++tries;
    }

    /** Sets the time of the next try; returns false when that is past the deadline. Not while it waits in a queue. */
    boolean tryAgainAt(long nowNs) {
        nextTryNs = nowNs;
        return nowNs - deadlineNs <= 0;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(nextTryNs - System.nanoTime(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        // By difference, because nano times may overflow.
        return Long.signum(nextTryNs - ((Offer) other).nextTryNs);
    }
}
