package dev.llmemulator.stream;

/**
 * An answer as its carrier sees it: events one after the other, each with the time from which it may go out. A carrier
 * either keeps a feed in its queue or has its current event under way, never both. That alone keeps the answer in
 * order, and a feed that changes only in these methods needs no lock.
 */
public interface AnswerFeed {
    AnswerEvent event();

    /** Nano time from which the current event may go out. */
    long dueNs();

    /** Whether anybody still waits for this answer. A carrier drops an unwanted feed without another call. */
    boolean isWanted();

    /** Freezes the current event, because the carrier is about to send it. Called again for each retry. */
    void begin();

    /** Goes on to the next event, because the current one was delivered; false when there is none. */
    boolean accepted();

    /** Goes on to the event that reports why the current one could not be delivered; false when there is none. */
    boolean failed(String reason);
}
