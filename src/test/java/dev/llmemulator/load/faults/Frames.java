package dev.llmemulator.load.faults;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.llmemulator.load.faults.Arrival.Done;
import dev.llmemulator.load.faults.Arrival.Failed;
import dev.llmemulator.load.faults.Arrival.Garbage;
import dev.llmemulator.load.faults.Arrival.Other;
import dev.llmemulator.load.faults.Arrival.Token;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** The frames that a delivery comes in: of a line or several, or of publications recovered with a subscription. */
public final class Frames {
    private static final int MOST_LINES = 16;
    private static final long DUE_US = 1_763_890_000_000_000L;

    private static final JsonMapper PLAIN = new JsonMapper();
    private static final JsonMapper ESCAPED =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private Frames() {}

    /** A publication of the answer with this id, or of one without an id. */
    static String line(Arrival publication, String answer) {
        return line(publication, answer, PLAIN);
    }

    /** Frames of random size and kind, of the answer with this id. */
    public static List<byte[]> random(Delivery delivery, String answer, Random random) {
        var frames = new ArrayList<byte[]>();
        List<Arrival> left = delivery.arrivals;
        var single = random.nextInt(3) == 0;
        while (!left.isEmpty()) {
            int size = single ? 1 : 1 + random.nextInt(Math.min(MOST_LINES, left.size()));
            var lines = left.subList(0, size);
            left = left.subList(size, left.size());
            var mapper = random.nextInt(4) == 0 ? ESCAPED : PLAIN;
            var frame = random.nextInt(6) == 0 && canBeRecovered(lines, delivery)
                    ? text(recovered(lines, answer), mapper)
                    : lines.stream().map(each -> line(each, answer, mapper)).collect(Collectors.joining("\n"));
            frames.add(frame.getBytes(StandardCharsets.UTF_8));
        }
        return frames;
    }

    private static boolean canBeRecovered(List<Arrival> lines, Delivery delivery) {
        return lines.stream()
                .allMatch(each -> each.channel().equals(delivery.channel) && !(each.body() instanceof Garbage));
    }

    private static JsonNode recovered(List<Arrival> lines, String answer) {
        var reply = PLAIN.createObjectNode().put("id", 2);
        var subscribe = reply.putObject("subscribe").put("recoverable", true).put("epoch", "fuZRccDD");
        subscribe
                .putArray("publications")
                .addAll(lines.stream().map(each -> pub(each, answer)).toList());
        subscribe.put("recovered", true).put("positioned", true).put("was_recovering", true);
        return reply;
    }

    private static String line(Arrival publication, String answer, JsonMapper mapper) {
        if (publication.body() instanceof Garbage garbage) {
            return garbage.line();
        }
        var line = PLAIN.createObjectNode();
        line.putObject("push").put("channel", publication.channel()).set("pub", pub(publication, answer));
        return text(line, mapper);
    }

    private static ObjectNode pub(Arrival publication, String answer) {
        var pub = PLAIN.createObjectNode();
        var dueUs = DUE_US + publication.offset() * 10_000;
        if (publication.body() instanceof Other other) {
            pub.putRawValue("data", new RawValue(other.json()));
        } else if (publication.body() instanceof Token token) {
            var data = pub.putObject("data").put("type", "token");
            data.put("index", token.index()).put("token", token.text());
            data.put("due", dueUs).put("sent", dueUs + 120);
        } else if (publication.body() instanceof Done done) {
            var data = pub.putObject("data").put("type", "done");
            data.put("tokens", done.tokens()).put("sha256", done.sha256());
            data.put("due", dueUs).put("sent", dueUs + 120);
        } else if (publication.body() instanceof Failed failed) {
            var data = pub.putObject("data").put("type", "error");
            data.put("tokens", failed.tokens()).put("detail", "Centrifugo refused");
        }
        if (!answer.isEmpty() && !(publication.body() instanceof Other)) {
            ((ObjectNode) pub.get("data")).put("answer", answer);
        }
        return publication.offset() > 0 ? pub.put("offset", publication.offset()) : pub;
    }

    private static String text(JsonNode json, JsonMapper mapper) {
        try {
            return mapper.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
