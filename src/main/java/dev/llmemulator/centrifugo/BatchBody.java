package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.llmemulator.pacing.Outgoing;
import dev.llmemulator.publication.PublicationFormat;
import dev.llmemulator.stream.AnswerEvent;
import java.io.IOException;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.Buffer;
import okio.BufferedSink;

/**
 * The body of one request to {@code /api/batch}:
 *
 * <pre>
 *   {"parallel":true,"commands":[{"publish":{"channel":…,"data":…,"version":…,"version_epoch":…}},…]}
 * </pre>
 *
 * Parallel where it can be, because a sequential batch waits for the broker at each publication. A parallel one promises
 * no order, so a batch with several publications of a channel is sequential.
 */
final class BatchBody extends RequestBody {
    private static final MediaType JSON = MediaType.get("application/json");
    private static final JsonFactory FACTORY = new JsonFactory();

    // Encoded once. Jackson would encode a String again for every publication.
    private static final SerializableString PARALLEL = new SerializedString("parallel");
    private static final SerializableString COMMANDS = new SerializedString("commands");
    private static final SerializableString PUBLISH = new SerializedString("publish");
    private static final SerializableString CHANNEL = new SerializedString("channel");
    private static final SerializableString DATA = new SerializedString("data");
    private static final SerializableString VERSION = new SerializedString("version");
    private static final SerializableString VERSION_EPOCH = new SerializedString("version_epoch");

    static final long VERSION_OF_EARLY_END = Integer.MAX_VALUE;

    private final Buffer bytes = new Buffer();
    private volatile boolean sent;

    BatchBody(List<Outgoing<ChannelAddress>> batch, PublicationFormat format, long nowNs) throws IOException {
        try (var json = FACTORY.createGenerator(bytes.outputStream())) {
            json.writeStartObject();
            json.writeFieldName(PARALLEL);
            json.writeBoolean(!isSequential(batch));
            json.writeFieldName(COMMANDS);
            json.writeStartArray();
            for (var outgoing : batch) {
                for (var i = 0; i < outgoing.events(); i++) {
                    write(json, outgoing.event(i), outgoing.destination(), format, nowNs);
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private static boolean isSequential(List<Outgoing<ChannelAddress>> batch) {
        for (var outgoing : batch) {
            if (outgoing.events() > 1) {
                return true;
            }
        }
        return false;
    }

    private static void write(
            JsonGenerator json, AnswerEvent event, ChannelAddress address, PublicationFormat format, long nowNs)
            throws IOException {
        json.writeStartObject();
        json.writeFieldName(PUBLISH);
        json.writeStartObject();
        json.writeFieldName(CHANNEL);
        json.writeString(address.channel);
        json.writeFieldName(DATA);
        format.write(event, event.epochMicros(nowNs), json);
        json.writeFieldName(VERSION);
        json.writeNumber(version(event));
        json.writeFieldName(VERSION_EPOCH);
        json.writeString(address.versionEpoch);
        json.writeEndObject();
        json.writeEndObject();
    }

    /**
     * The place of an event in its answer, from 1. Centrifugo drops an event whose version is not above the last one it
     * has seen, so a retry of an event that arrived does no harm. An early end has the version above all others, because
     * tokens before it may still be under way.
     */
    static long version(AnswerEvent event) {
        return event.type().isEarlyEnd() ? VERSION_OF_EARLY_END : event.tokensBefore() + 1L;
    }

    /** Whether some of it may have gone out, so that it may be carried out although no reply came. */
    boolean wasSent() {
        return sent;
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
        sent = true;
        // Copies references to the segments and keeps the bytes: OkHttp may write a body again over a fresh connection.
        bytes.copyTo(sink.getBuffer(), 0, bytes.size());
    }
}
