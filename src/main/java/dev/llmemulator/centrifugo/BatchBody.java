package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;

/**
 * The body of one `/api/batch`: `{"parallel":true,"commands":[{"publish":{"channel","data","version",
 * "version_epoch"}},…]}`. Parallel, because a sequential batch waits for the broker at every publication; safe, because
 * no two are of one channel.
 */
final class BatchBody extends RequestBody {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final JsonFactory FACTORY = new JsonFactory();

    private final Buffer bytes = new Buffer();

    BatchBody(List<Outgoing> batch, long nowNs) throws IOException {
        try (var json = FACTORY.createGenerator(bytes.outputStream())) {
            json.writeStartObject();
            json.writeBooleanField("parallel", true);
            json.writeArrayFieldStart("commands");
            for (var outgoing : batch) {
                write(json, outgoing.feed, nowNs);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static void write(JsonGenerator json, ChannelFeed feed, long nowNs) throws IOException {
        json.writeStartObject();
        json.writeObjectFieldStart("publish");
        json.writeStringField("channel", feed.channel());
        json.writeFieldName("data");
        feed.writeData(json, nowNs);
        json.writeNumberField("version", feed.version());
        json.writeStringField("version_epoch", feed.versionEpoch());
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
