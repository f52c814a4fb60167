package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerEvent;
import dev.llmemulator.stream.AnswerFeed;
import java.time.Duration;

/** An answer in the pacer's hands: its next events, its destination, and when they are tried next. */
public final class Outgoing<D> {
    private static final long FIRST_PAUSE_NS = Duration.ofMillis(25).toNanos();
    private static final int MAX_DOUBLINGS = 5;

    private final AnswerFeed feed;
    private final D destination;
    private long readyNs;
    private long nextTryNs;
    private int tries;
    private int events = 1;
    private boolean lossShows;
    private long mostNs = Long.MAX_VALUE;
    private boolean fails;
    private String failure = "No node could be reached in time";

    public Outgoing(AnswerFeed feed, D destination) {
        this.feed = feed;
        this.destination = destination;
    }

    /** An event of the batch, from 0 to below {@link #events}. */
    public AnswerEvent event(int index) {
        return feed.event(index);
    }

    /** How many events of this answer the batch holds. If there are several, they have to arrive in order. */
    public int events() {
        return events;
    }

    /**
     * Notes that the sink would notice the loss of an event although it delivered later ones. Until then only one event
     * of this answer goes out at a time.
     */
    public void lossShows() {
        lossShows = true;
    }

    /** How many events may go out together at a nano time; one while there are failures. */
    int due(long nowNs, int most) {
        return lossShows && tries == 0 && most > 1 ? feed.due(nowNs, most) : 1;
    }

    /** Nano time from which the next events may go out; if they are the last ones and due by then, all together. */
    long dueNs(long byNs, int most) {
        return lossShows ? feed.restDueNs(byNs, most) : feed.dueNs();
    }

    /** Chooses how many events the next batch holds. */
    void begins(int count) {
        events = count;
    }

    /** Freezes the chosen events, because they go out now, and returns how many there really are. */
    int freeze() {
        events = feed.begin(events);
        return events;
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

    public boolean isRetry() {
        return tries > 0;
    }

    /**
     * Notes a failed try. The next one comes at once while there are nodes that were not tried, then after a pause that
     * doubles each time. {@code spread} from 0 to 1 spreads it over the second half of the pause, so that retries do
     * not all come together.
     */
    void failedAt(long nowNs, int nodes, double spread, String reason) {
        failure = reason;
        tries++;
        nextTryNs = nowNs;
        if (tries >= nodes) {
            var pauseNs = FIRST_PAUSE_NS << Math.min(tries - nodes, MAX_DOUBLINGS);
            nextTryNs += (long) (pauseNs * (1 + spread) / 2);
        }
    }

    /** Limits how long an event is tried that is not delivered. */
    void mayTake(long nanos) {
        mostNs = nanos;
    }

    /** Limits how long the event is tried that tells why this answer has failed. */
    void failsWithin(long nanos) {
        mostNs = nanos;
        fails = true;
    }

    /** Whether the next try comes in time. */
    boolean isInTime() {
        return nextTryNs - readyNs <= mostNs;
    }

    /** Whether it is too late to try the event, which was tried before or waits for a node that fails. */
    boolean isOverdue(long nowNs, boolean nodeFails) {
        return (tries > 0 || fails || nodeFails) && nowNs - readyNs > mostNs;
    }

    /** Why the event was not delivered when it was tried last. */
    String failure() {
        return failure;
    }
}
