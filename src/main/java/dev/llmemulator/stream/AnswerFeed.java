package dev.llmemulator.stream;

/**
 * An answer as its carrier sees it: events one after the other, each with the time from which it may go out. A carrier
 * either keeps a feed in its queue or has its current event under way, never both. That alone keeps the answer in
 * order, and a feed that changes only in these methods needs no lock.
 */
public interface AnswerFeed {
    /** The current event, which goes out next. */
    default AnswerEvent event() {
        return event(0);
    }

    /** The event so many places after the current one, of those that {@link #begin} has frozen. */
    AnswerEvent event(int ahead);

    /** Nano time from which the current event may go out. */
    long dueNs();

    /** Whether anybody still waits for this answer. A carrier drops an unwanted feed without another call. */
    boolean isWanted();

    /** How many events may go out at a nano time, from the current one on; at least 1 and at most {@code most}. */
    int due(long nowNs, int most);

    /**
     * Nano time from which all that is left may go out together, if that is by the given one and no more than {@code most}
     * events; else that of the current event.
     */
    long restDueNs(long byNs, int most);

    /**
     * Freezes so many events from the current one on, because the carrier is about to send them. Called again for each
     * retry. Returns how many there really are: only one, if the answer is to end instead.
     */
    int begin(int events);

    /**
     * What {@link #begin} has frozen is no longer under way. The carrier says so before it says what became of it.
     *
     * @param mayArrive whether some of it may have arrived, or may still arrive, without the carrier knowing
     */
    void returned(boolean mayArrive, long nowNs);

    /** Goes on to the next event, because the current one was delivered; false when there is none. */
    boolean accepted();

    /** Goes on to the event that reports why the current one could not be delivered; false when there is none. */
    boolean failed(String reason);
}
