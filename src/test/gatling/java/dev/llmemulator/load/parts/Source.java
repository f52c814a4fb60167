package dev.llmemulator.load.parts;

import java.io.IOException;

/** Where a part tells of itself. One thread reads it. */
interface Source extends AutoCloseable {
    /**
     * Adds what the part tells now.
     *
     * @throws IOException if it cannot be reached, or tells something else; the message says so in plain words
     */
    void read(Reading into) throws IOException;

    /** Seconds since the epoch at which the part started, as it says; NaN if it did not say. */
    default double startedAt() {
        return Double.NaN;
    }

    @Override
    default void close() {}
}
