package dev.llmemulator.load.faults;

/**
 * One publication on its way to the reader.
 *
 * @param offset that the channel gave it; 0 for none
 * @param spoiled whether a fault has had to do with it, so that a second one leaves it alone
 */
record Arrival(String channel, Body body, long offset, boolean spoiled) {
    sealed interface Body {}

    record Token(int index, String text) implements Body {}

    /** The completion marker. */
    record Done(long tokens, String sha256) implements Body {}

    /** The marker of a failed answer. */
    record Failed(long tokens) implements Body {}

    /** A publication that nobody should have made: its data as JSON. */
    record Other(String json) implements Body {}

    /** A line that is no JSON and no publication, though it may once have been one. */
    record Garbage(String line) implements Body {}

    Arrival at(long newOffset) {
        return new Arrival(channel, body, newOffset, spoiled);
    }

    Arrival saying(Body newBody) {
        return new Arrival(channel, newBody, offset, true);
    }

    Arrival on(String newChannel) {
        return new Arrival(newChannel, body, offset, true);
    }

    Arrival asSpoiled() {
        return saying(body);
    }

    boolean isMarker() {
        return body instanceof Done || body instanceof Failed;
    }

    /** The index of a token; -1 for anything else. */
    int index() {
        return body instanceof Token token ? token.index() : -1;
    }
}
