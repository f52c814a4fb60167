package dev.llmemulator.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.llmemulator.stream.AnswerEvent;
import java.io.IOException;

/** Turns events into what readers receive. Safe for use by several threads. */
public interface PublicationFormat {
    /**
     * Writes one event as one JSON value.
     *
     * @param sentMicros when this try goes out, in microseconds since the Unix epoch
     */
    void write(AnswerEvent event, long sentMicros, JsonGenerator json) throws IOException;
}
