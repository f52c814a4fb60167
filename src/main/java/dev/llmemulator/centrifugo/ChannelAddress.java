package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.llmemulator.stream.AnswerEvent;

/**
 * Where an answer is published. Both parts are encoded once for all its publications.
 *
 * @param channel the channel's name, {@code session:<id>}
 * @param versionEpoch names the sequence that an event's number counts in, so that Centrifugo drops what it has seen of
 *     this answer
 */
record ChannelAddress(SerializableString channel, SerializableString versionEpoch) {
    private static final String PREFIX = "session:";

    static ChannelAddress of(AnswerEvent event) {
        return new ChannelAddress(
                new SerializedString(PREFIX + event.sessionId()), new SerializedString(event.answerId()));
    }
}
