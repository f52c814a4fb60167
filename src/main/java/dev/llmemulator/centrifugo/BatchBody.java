package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;

/**
 * The body of one {@code /api/batch}: `{"parallel":true,"commands":[{"publish":{"channel","data","version",
 * "version_epoch"}},…]}`. Parallel, because a sequential batch waits for the broker at every publication; safe, because
 * no two are of one channel.
 */
final class BatchBody extends RequestBody {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final JsonFactory FACTORY = new JsonFactory();

    // Encoded once; a String would be encoded anew for every publication.
    private static final SerializableString PARALLEL = new SerializedString("parallel");
    private static final SerializableString COMMANDS = new SerializedString("commands");
    private static final SerializableString PUBLISH = new SerializedString("publish");
    private static final SerializableString CHANNEL = new SerializedString("channel");
    private static final SerializableString DATA = new SerializedString("data");
    private static final SerializableString VERSION = new SerializedString("version");
    private static final SerializableString VERSION_EPOCH = new SerializedString("version_epoch");

    private final Buffer bytes = new Buffer();

    BatchBody(List<Outgoing> batch, long nowNs) throws IOException {
        try (var json = FACTORY.createGenerator(bytes.outputStream())) {
            json.writeStartObject();
            json.writeFieldName(PARALLEL);
            json.writeBoolean(true);
            json.writeFieldName(COMMANDS);
            json.writeStartArray();
            for (var outgoing : batch) {
                write(json, outgoing.feed, nowNs);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, ChannelFeed feed, long nowNs) throws IOException {
        json.writeStartObject();
        json.writeFieldName(PUBLISH);
        json.writeStartObject();
        json.writeFieldName(CHANNEL);
        json.writeString(feed.channel());
        json.writeFieldName(DATA);
        feed.writeData(json, nowNs);
        json.writeFieldName(VERSION);
        json.writeNumber(feed.version());
        json.writeFieldName(VERSION_EPOCH);
        json.writeString(feed.versionEpoch());
        json.writeEndObject();
        json.writeEndObject();
    }

    @Override
    public MediaType contentType() {
        return JSON;
    }

    @Override
    public long contentLength() {
        return bytes.size();
    }

    @Override
    public void writeTo(BufferedSink sink) {
        // A copy of the segments' references: OkHttp may write the same body again over a fresh connection.
        bytes.copyTo(sink.getBuffer(), 0, bytes.size());
    }
}
