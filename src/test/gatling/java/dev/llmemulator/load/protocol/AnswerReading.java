package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnswerRecord;
import dev.llmemulator.load.client.FrameRest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the frames of an answer, and the reply to its question, are read and judged: in our own format, as an event stream,
 * or by a profile.
 */
interface AnswerReading {
    /** What has been received so far. */
    AnswerRecord received();

    /** The channel that the answer comes on; empty if it is not known, or not yet. */
    String channel();

    /** Reads a frame, as UTF-8. */
    FrameRest read(byte[] frame);

    /**
     * Reads the reply to the question.
     *
     * @throws IllegalArgumentException if it is not that of an answer
     */
    void readReply(String body);

    /** True if an answer is complete only with the reply to its question. */
    boolean needsReply();

    /** True if nothing more can come once the reply is complete. */
    default boolean endsWithReply() {
        return false;
    }

    /** A line or frame came that nobody can read. */
    void onUnreadable(String channel, String detail, long offset);

    /** All faults; none if the stream is complete and correct. A missing reply is not a fault of the stream. */
    List<Anomaly> judge();

    /** How a complete answer contradicts the question, the reply or the clock; null if it does not. */
    @Nullable
    Failure contradiction(AnswerTimes times);

    /** The microseconds from request to last token on an infinitely fast system; 0 if unknown, negative without a reply. */
    long idealUs();

    /** The emulator whose clock stamped the tokens; empty if it is not known. */
    String instance();
}
