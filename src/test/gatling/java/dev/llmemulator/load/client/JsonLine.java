package dev.llmemulator.load.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Set;

/** Reads any line of Centrifugo's JSON protocol. */
final class JsonLine {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Set<String> TYPES = Set.of("token", "done", "error", "cancelled");
    private static final String OTHER_ANSWER = "of another answer";

    private final String expectedChannel;
    private final String expectedAnswer;
    private final FrameListener listener;

    /**
     * Reads one answer's publications; see {@link FrameReader}.
     *
     * @param expectedChannel to which the publications of a subscription's reply belong
     */
    JsonLine(String expectedChannel, String expectedAnswer, FrameListener listener) {
        this.expectedChannel = expectedChannel;
        this.expectedAnswer = expectedAnswer;
        this.listener = listener;
    }

    /** Reads a line, given as UTF-8. */
    FrameRest read(byte[] frame, int start, int length) {
        JsonNode line;
        try {
            line = JSON.readTree(frame, start, length);
        } catch (IOException e) {
            return unreadable("malformed JSON");
        }
        if (line.path("push").isObject()) {
            readPush(line.path("push"));
            return FrameRest.NOTHING;
        }
        if (line.isObject() && line.isEmpty()) {
            return FrameRest.PING;
        }
        var id = wholeNumber(line, "id", -1);
        return id > 0 ? readReply(id, line) : unreadable("neither push, reply nor ping");
    }

    private FrameRest unreadable(String detail) {
        listener.onUnreadable(expectedChannel, detail, 0);
        return FrameRest.NOTHING;
    }

    // Of a push that is none of these, such as who joined, nothing needs to be known.
    private void readPush(JsonNode push) {
        var channel = string(push, "channel");
        if (push.has("pub")) {
            tell(channel, push.path("pub"));
        }
        var unsubscribe = push.path("unsubscribe");
        if (unsubscribe.isObject()) {
            listener.onUnsubscribed(channel, unsubscribe.path("code").asInt(), line(unsubscribe, "reason"));
        }
        var disconnect = push.path("disconnect");
        if (disconnect.isObject()) {
            listener.onDisconnected(disconnect.path("code").asInt(), line(disconnect, "reason"));
        }
    }

    private FrameRest readReply(long id, JsonNode reply) {
        var subscribed = reply.path("subscribe");
        if (subscribed.isObject()) {
            subscribed.path("publications").forEach(each -> tell(expectedChannel, each));
            listener.onSubscribed(
                    string(subscribed, "epoch"),
                    subscribed.path("was_recovering").asBoolean(),
                    subscribed.path("recovered").asBoolean());
        }
        var error = reply.path("error");
        if (!error.isObject()) {
            return FrameRest.reply(id, "");
        }
        var refusal = (error.path("code").asInt() + " " + line(error, "message")).strip();
        listener.onRefused(refusal);
        return FrameRest.reply(id, refusal);
    }

    private void tell(String channel, JsonNode publication) {
        var offset = wholeNumber(publication, "offset", 0);
        if (!publication.has("data")) {
            listener.onUnreadable(channel, "a publication without data", offset);
            return;
        }
        var data = publication.path("data");
        var type = isOfOtherAnswer(channel, data) ? OTHER_ANSWER : string(data, "type");
        var tokens = count(data, "tokens");
        var stamps = new Stamps(wholeNumber(data, "due", 0), wholeNumber(data, "sent", 0));
        switch (type) {
            case "token" -> {
                var index = count(data, "index");
                var text = string(data, "token");
                if (index < 0 || !data.path("token").isTextual()) {
                    listener.onUnreadable(channel, "a token without index or text", offset);
                } else {
                    listener.onToken(channel, index, text, offset, stamps);
                }
            }
            case "done" -> {
                var sha256 = string(data, "sha256");
                if (tokens < 0 || sha256.isEmpty()) {
                    listener.onUnreadable(channel, "a marker without count or sha256", offset);
                } else {
                    listener.onMarker(channel, tokens, sha256, offset, stamps);
                }
            }
            case "error" -> {
                // Who does not say does not know of the token that failed.
                var unacknowledged = data.has("unacknowledged") ? count(data, "unacknowledged") : 1;
                listener.onErrorMarker(
                        channel, Math.max(0, tokens), Math.max(0, unacknowledged), line(data, "detail"), offset);
            }
            case OTHER_ANSWER -> listener.onOtherAnswer(offset);
            default -> listener.onOther(channel, offset);
        }
    }

    private boolean isOfOtherAnswer(String channel, JsonNode data) {
        var answer = string(data, "answer");
        return !expectedAnswer.isEmpty()
                && !answer.isEmpty()
                && !answer.equals(expectedAnswer)
                && channel.equals(expectedChannel)
                && TYPES.contains(string(data, "type"));
    }

    private static String string(JsonNode object, String name) {
        return object.path(name).isTextual() ? object.path(name).textValue() : "";
    }

    private static String line(JsonNode object, String name) {
        return OneLine.of(string(object, name));
    }

    private static int count(JsonNode object, String name) {
        var number = wholeNumber(object, name, -1);
        return number <= Integer.MAX_VALUE ? (int) number : -1;
    }

    private static long wholeNumber(JsonNode object, String name, long unlessGiven) {
        var value = object.path(name);
        return value.isMissingNode()
                ? unlessGiven
                : value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : -1;
    }
}
