package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * One message on its way into a channel. Whoever offers it promises that the channel has no other one under way; that
 * alone keeps a channel in order, whichever lane and node carry it.
 *
 * <p>Everything but {@link #isWanted} stays the same from the offer until {@link #accepted} or {@link #failed}, because
 * a publication may be written several times, once for each try.
 */
public interface Publication {
    String channel();

    /** Place of this message within its epoch, from 1; Centrifugo drops one that is not above the last it has seen. */
    long version();

    /** Names the sequence that {@link #version} counts in. */
    String versionEpoch();

    /** Writes the message, one JSON value; `nowNs` is the nano time at which this try goes out. */
    void writeData(JsonGenerator json, long nowNs) throws IOException;

    /** False once nobody waits for it any more: it is then dropped without a call of the two below. */
    boolean isWanted();

    /** Centrifugo has taken it. Called on a lane's thread: must be quick and may offer the channel's next one. */
    void accepted();

    /** It was refused, or its patience is over. Called on a thread of the publisher's, as {@link #accepted}. */
    void failed(PublishException reason);
}
