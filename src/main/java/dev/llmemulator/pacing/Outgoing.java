package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerEvent;
import dev.llmemulator.stream.AnswerFeed;
import java.time.Duration;

/** An answer in the pacer's hands: its current event, its destination, and when the event is tried next. */
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

    long nextTryNs() {
        return nextTryNs;
    }

    boolean isRetry() {
        return tries > 0;
    }

    /**
     * Notes a failed try. The next one comes at once while there are nodes that were not tried, then after a pause that
     * doubles each time. {@code spread} from 0 to 1 spreads it over the second half of the pause, so that retries do
     * not all come together.
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
