package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.llmemulator.stream.AnswerEvent;

/**
 * Where an answer is published; encoded once for all its publications.
 *
 * @param versionEpoch names the sequence that an event's number counts in, so that Centrifugo drops what it has seen
 */
record ChannelAddress(SerializableString channel, SerializableString versionEpoch) {
    private static final String PREFIX = "session:";

    static ChannelAddress of(AnswerEvent event) {
        return new ChannelAddress(
                new SerializedString(PREFIX + event.sessionId()), new SerializedString(event.answerId()));
    }
}
