package dev.llmemulator.standin;

import com.fasterxml.jackson.annotation.JsonRawValue;

/**
 * One publication.
 *
 * @param data the message, as JSON text without line breaks
 * @param offset its place in the channel, from 1; 0 when it is not kept
 * @param epoch the epoch of the channel where a push has to tell it, else empty
 */
record HistoryEntry(@JsonRawValue String data, long offset, String epoch) {
    HistoryEntry withEpoch(String newEpoch) {
        return new HistoryEntry(data, offset, newEpoch);
    }
}
