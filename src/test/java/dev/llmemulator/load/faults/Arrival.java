package dev.llmemulator.load.faults;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/**
 * One publication on its way to the reader.
 *
 * @param offset that the channel gave it; 0 for none
 * @param spoiled whether a fault has had to do with it, so that a second one leaves it alone
 */
record Arrival(String channel, Body body, long offset, boolean spoiled) {
    private static final long DUE_US = 1_763_890_000_000_000L;

    /** What a publication says. */
    sealed interface Body {}

    /** A token of the answer. */
    record Token(int index, String text) implements Body {}

    /** The completion marker. */
    record Done(long tokens, String sha256) implements Body {}

    /** The marker of a failed answer. */
    record Failed(long tokens) implements Body {}

    /** A publication that nobody should have made: its data as JSON. */
    record Other(String json) implements Body {}

    /** A line that is no JSON and no publication, though it may once have been one. */
    record Garbage(String line) implements Body {}

    static Arrival of(String channel, Body body, long offset) {
        return new Arrival(channel, body, offset, false);
    }

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
        return new Arrival(channel, body, offset, true);
    }

    boolean isMarker() {
        return body instanceof Done || body instanceof Failed;
    }

    /** The index of a token; -1 for anything else. */
    int index() {
        return body instanceof Token token ? token.index() : -1;
    }

    /** Writes {@code {"data":…,"offset":…}}, in the form of emulator and Centrifugo. */
    void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeFieldName("data");
        writeData(json);
        if (offset > 0) {
            json.writeNumberField("offset", offset);
        }
        json.writeEndObject();
    }

    private void writeData(JsonGenerator json) throws IOException {
        if (body instanceof Other other) {
            json.writeRawValue(other.json());
            return;
        }
        json.writeStartObject();
        if (body instanceof Token token) {
            json.writeStringField("type", "token");
            json.writeNumberField("index", token.index());
            json.writeStringField("token", token.text());
            writeTimes(json);
        } else if (body instanceof Done done) {
            json.writeStringField("type", "done");
            json.writeNumberField("tokens", done.tokens());
            json.writeStringField("sha256", done.sha256());
            writeTimes(json);
        } else if (body instanceof Failed failed) {
            json.writeStringField("type", "error");
            json.writeNumberField("tokens", failed.tokens());
            json.writeStringField("detail", "Centrifugo refused");
        }
        json.writeEndObject();
    }

    private void writeTimes(JsonGenerator json) throws IOException {
        json.writeNumberField("due", DUE_US + offset * 10_000);
        json.writeNumberField("sent", DUE_US + offset * 10_000 + 120);
    }
}
