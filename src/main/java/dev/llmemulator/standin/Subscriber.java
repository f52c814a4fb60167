package dev.llmemulator.standin;

/** One reader of a channel, as the channel sees it. */
interface Subscriber {
    /** Queues a message without writing it; never blocks and is called with the channel locked. */
    void offer(String message);

    /** Starts to write what is queued; called with no lock held. */
    void flush();
}
