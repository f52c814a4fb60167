package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import java.io.IOException;

/**
 * What one channel is to get: publications one after the other, each with the time from which it may go out.
 *
 * <p>A feed is either in the publisher's queue or in the hands of one of its lanes, never both and never twice. So a
 * channel has one publication under way at most, which alone keeps it in order, whichever lane and node carry it; and a
 * feed that changes only in these methods needs no lock.
 */
public interface ChannelFeed {
    /** The channel's name, encoded once for all its publications. */
    SerializableString channel();

    /** Nano time from which the current publication may go out. */
    long dueNs();

    /** Whether anybody still waits for this channel; a feed that nobody waits for is dropped without another call. */
    boolean isWanted();

    /** The current publication is about to go out, once more if it failed for the moment; from here on it stays as it is. */
    void begin();

    /** Place of the current publication within its epoch, from 1; Centrifugo drops one that is not above the last it has seen. */
    long version();

    /** Names the sequence that {@link #version} counts in. */
    SerializableString versionEpoch();

    /** Writes the current publication, one JSON value; {@code nowNs} is the nano time at which this try goes out. */
    void writeData(JsonGenerator json, long nowNs) throws IOException;

    /**
     * Centrifugo has taken the current publication: goes on to the next one.
     *
     * @return false when there is none
     */
    boolean accepted();

    /**
     * The current publication was refused, or its patience is over: goes on to the one that tells readers so.
     *
     * @return false when there is none
     */
    boolean failed(PublishException reason);
}
