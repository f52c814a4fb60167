package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerEvent;
import dev.llmemulator.stream.AnswerFeed;
import java.time.Duration;

/**
 * An answer in the pacer's hands: its current event, its destination, and when the event is tried next.
 */
public final class Outgoing<D> {
    private static final long FIRST_PAUSE_NS = Duration.ofMillis(25).toNanos();
    private static final int MAX_DOUBLINGS = 5;

    private final AnswerFeed feed;
    private final D destination;
    private long readyNs;
    private long nextTryNs;
    private int tries;

    public Outgoing(AnswerFeed feed, D destination) {
        this.feed = feed;
        this.destination = destination;
    }

    /** The current event. */
    public AnswerEvent event() {
        return feed.event();
    }

    public D destination() {
        return destination;
    }

    AnswerFeed feed() {
        return feed;
    }

    /** Notes that the feed has a new event, which may go out from {@code atNs} on. */
    void becomesReady(long atNs) {
        readyNs = atNs;
        nextTryNs = atNs;
        tries = 0;
    }

    /** Nano time from which the event is to be tried, or tried again. */
    long nextTryNs() {
        return nextTryNs;
    }

    /** Whether the current event has failed before. */
    boolean isRetry() {
        return tries > 0;
    }

    /**
     * Notes a failed try. The next one comes at once while there are nodes that were not tried. After that it comes
     * after a pause that doubles each time and is spread at random, so that a node that recovers is not hit by all
     * retries at once.
     *
     * @param spread from 0 to 1: where in the second half of the pause the next try lies
     */
    void failedAt(long nowNs, int nodes, double spread) {
        tries++;
        nextTryNs = nowNs;
        if (tries >= nodes) {
            var pauseNs = FIRST_PAUSE_NS << Math.min(tries - nodes, MAX_DOUBLINGS);
            nextTryNs += (long) (pauseNs * (1 + spread) / 2);
        }
    }

    /** Whether the next try comes within the deadline. */
    boolean isWithin(long deadlineNs) {
        return nextTryNs - readyNs <= deadlineNs;
    }
}
