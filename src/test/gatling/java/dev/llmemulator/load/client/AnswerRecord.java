package dev.llmemulator.load.client;

import org.jspecify.annotations.Nullable;

/** What one reader has received of one answer. One user's event loop feeds it. */
public interface AnswerRecord {
    /** The server announced that nothing more will come. So what is missing at the end is no fault of the stream. */
    void breakOff();

    boolean hasEnded();

    /** Why the answer failed, as the backend says; null if it does not. */
    @Nullable
    String error();

    int tokensSeen();

    /** The highest offset seen, from which the channel can be recovered; 0 for its beginning. */
    long lastOffset();

    /** True while something is missing that may still be on its way. */
    boolean isIncomplete();
}
