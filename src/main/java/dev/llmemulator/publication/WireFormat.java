package dev.llmemulator.publication;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.llmemulator.stream.AnswerEvent;
import java.io.IOException;

/**
 * The emulator's own publications:
 *
 * <pre>
 *   {"type":"token","index":0,"token":"Lorem ","due":…,"sent":…,"answer":"…"}
 *   {"type":"done","tokens":100,"sha256":"…","due":…,"sent":…,"answer":"…"}
 *   {"type":"error","tokens":42,"detail":"…","unacknowledged":1,"answer":"…"}
 *   {"type":"cancelled","tokens":42,"unacknowledged":0,"answer":"…"}
 * </pre>
 */
public final class WireFormat implements PublicationFormat {
    // Encoded once. Jackson would encode a String again for every token.
    private static final SerializableString TYPE = new SerializedString("type");
    private static final SerializableString INDEX = new SerializedString("index");
    private static final SerializableString TOKEN = new SerializedString("token");
    private static final SerializableString DUE = new SerializedString("due");
    private static final SerializableString SENT = new SerializedString("sent");
    private static final SerializableString ANSWER = new SerializedString("answer");

    @Override
    public void write(AnswerEvent event, long sentMicros, JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeFieldName(TYPE);
        switch (event.type()) {
            case TOKEN -> {
                json.writeString(TOKEN);
                json.writeFieldName(INDEX);
                json.writeNumber(event.tokensBefore());
                json.writeFieldName(TOKEN);
                json.writeString(event.token());
                writeTimes(event, sentMicros, json);
            }
            case DONE -> {
                json.writeString("done");
                json.writeNumberField("tokens", event.tokensBefore());
                json.writeStringField("sha256", event.sha256());
                writeTimes(event, sentMicros, json);
            }
            case ERROR -> {
                json.writeString("error");
                json.writeNumberField("tokens", event.tokensBefore());
                json.writeStringField("detail", event.detail());
                json.writeNumberField("unacknowledged", event.unacknowledged());
            }
            case CANCELLED -> {
                json.writeString("cancelled");
                json.writeNumberField("tokens", event.tokensBefore());
                json.writeNumberField("unacknowledged", event.unacknowledged());
            }
        }
        json.writeFieldName(ANSWER);
        json.writeString(event.answerId());
        json.writeEndObject();
    }

    private static void writeTimes(AnswerEvent event, long sentMicros, JsonGenerator json) throws IOException {
        json.writeFieldName(DUE);
        json.writeNumber(event.dueMicros());
        json.writeFieldName(SENT);
        json.writeNumber(sentMicros);
    }
}
