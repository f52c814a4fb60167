package dev.llmemulator.load.truth;

/** What an emulator publishes. */
sealed interface Message {
    /**
     * A token.
     *
     * @param sentAgoUs how long before its publication it is said to have been sent
     * @param dueAgoUs how long before its publication it is said to have been due
     */
    record Token(int index, long sentAgoUs, long dueAgoUs) implements Message {}

    /** The completion marker. */
    record Marker() implements Message {}

    /** The marker of a failed answer. */
    record ErrorMarker(int tokens, String detail) implements Message {}
}
