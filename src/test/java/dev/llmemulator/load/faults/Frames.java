package dev.llmemulator.load.faults;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.llmemulator.load.faults.Arrival.Garbage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** The frames that a delivery comes in: of a line or several, or of publications recovered with a subscription. */
public final class Frames {
    private static final int MOST_LINES = 16;

    private static final JsonFactory PLAIN =
            new JsonFactoryBuilder().rootValueSeparator("\n").build();
    private static final JsonFactory ESCAPED = new JsonFactoryBuilder()
            .rootValueSeparator("\n")
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build();

    private Frames() {}

    /** The line that a publication comes in. */
    static String line(Arrival publication) {
        return new String(frame(PLAIN, json -> writePush(json, publication)), StandardCharsets.UTF_8);
    }

    /** Frames of random size and kind. */
    public static List<byte[]> random(Delivery delivery, Random random) {
        var frames = new ArrayList<byte[]>();
        List<Arrival> left = delivery.arrivals;
        var single = random.nextInt(3) == 0;
        while (!left.isEmpty()) {
            int size = single ? 1 : 1 + random.nextInt(Math.min(MOST_LINES, left.size()));
            var lines = left.subList(0, size);
            left = left.subList(size, left.size());
            frames.add(frame(random.nextInt(4) == 0 ? ESCAPED : PLAIN, json -> write(json, lines, delivery, random)));
        }
        return frames;
    }

    private static void write(JsonGenerator json, List<Arrival> lines, Delivery delivery, Random random)
            throws IOException {
        if (random.nextInt(6) == 0 && canBeRecovered(lines, delivery)) {
            writeRecovered(json, lines);
        } else {
            for (Arrival each : lines) {
                writePush(json, each);
            }
        }
    }

    private static boolean canBeRecovered(List<Arrival> lines, Delivery delivery) {
        return lines.stream()
                .allMatch(each -> each.channel().equals(delivery.channel) && !(each.body() instanceof Garbage));
    }

    private static void writePush(JsonGenerator json, Arrival publication) throws IOException {
        if (publication.body() instanceof Garbage garbage) {
            json.writeRawValue(garbage.line());
            return;
        }
        json.writeStartObject();
        json.writeObjectFieldStart("push");
        json.writeStringField("channel", publication.channel());
        json.writeFieldName("pub");
        publication.write(json);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static void writeRecovered(JsonGenerator json, List<Arrival> lines) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", 2);
        json.writeObjectFieldStart("subscribe");
        json.writeBooleanField("recoverable", true);
        json.writeStringField("epoch", "fuZRccDD");
        json.writeArrayFieldStart("publications");
        for (Arrival each : lines) {
            each.write(json);
        }
        json.writeEndArray();
        json.writeBooleanField("recovered", true);
        json.writeBooleanField("positioned", true);
        json.writeBooleanField("was_recovering", true);
        json.writeEndObject();
        json.writeEndObject();
    }

    private static byte[] frame(JsonFactory factory, Lines lines) {
        var frame = new ByteArrayOutputStream();
        try (var json = factory.createGenerator(frame)) {
            lines.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return frame.toByteArray();
    }

    private interface Lines {
        void write(JsonGenerator json) throws IOException;
    }
}
