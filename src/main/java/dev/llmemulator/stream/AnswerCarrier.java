package dev.llmemulator.stream;

/**
 * Delivers the events of many answers when they are due. Each arrives exactly once, or the feed is told that it failed.
 */
public interface AnswerCarrier extends AutoCloseable {
    /** Takes a feed and returns at once. Its events go out one after the other until it has no more. */
    void add(AnswerFeed feed);

    /** Looks at a feed again, because its event is due earlier than before or because nobody waits for it any more. */
    void recheck(AnswerFeed feed);

    PublishState state();

    /** Whom to tell of the answers that it delivers. */
    default AnswerObserver observer() {
        return AnswerObserver.NONE;
    }

    /** Stops. Feeds that have events left are told that these failed. */
    @Override
    void close();
}
