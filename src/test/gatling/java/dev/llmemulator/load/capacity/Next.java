package dev.llmemulator.load.capacity;

/** What a search wants to be done next. Seconds are those to be measured, after the transient. */
sealed interface Next {
    /** Try this load until its objectives are decided, within these limits. */
    record Try(double load, double leastSeconds, double mostSeconds) implements Next {}

    /**
     * The search is over. Run this load longer, to confirm that it holds.
     *
     * @param early whether the search would have gone on with more time
     */
    record Confirm(double load, double seconds, boolean early) implements Next {}
}
