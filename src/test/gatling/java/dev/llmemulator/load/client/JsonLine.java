package dev.llmemulator.load.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** Reads any line of Centrifugo's JSON protocol. */
final class JsonLine {
    private static final JsonMapper JSON = new JsonMapper();

    private final String expectedChannel;
    private final FrameListener listener;

    /** @param expectedChannel to which the publications of a subscription's reply belong */
    JsonLine(String expectedChannel, FrameListener listener) {
        this.expectedChannel = expectedChannel;
        this.listener = listener;
    }

    /** Reads a line, given as UTF-8. */
    FrameRest read(byte[] frame, int start, int length) {
        JsonNode line;
        try {
            line = JSON.readTree(frame, start, length);
        } catch (IOException e) {
            listener.onUnreadable(expectedChannel, "malformed JSON", 0);
            return FrameRest.REPLY;
        }
        if (!line.isObject()) {
            listener.onUnreadable(expectedChannel, "not an object", 0);
        }
        var push = line.path("push");
        if (push.has("unsubscribe")) {
            listener.onUnsubscribed();
        }
        if (push.has("pub")) {
            tell(string(push, "channel"), push.path("pub"));
        }
        var subscribed = line.path("subscribe");
        if (subscribed.isObject()) {
            subscribed.path("publications").forEach(each -> tell(expectedChannel, each));
            listener.onSubscribed(
                    string(subscribed, "epoch"),
                    subscribed.path("was_recovering").asBoolean(),
                    subscribed.path("recovered").asBoolean());
        }
        var error = line.path("error");
        if (error.isObject()) {
            listener.onRefused(error.path("code").asInt(), string(error, "message"));
        }
        return line.has("push") ? FrameRest.NOTHING : FrameRest.REPLY;
    }

    private void tell(String channel, JsonNode publication) {
        var offset = wholeNumber(publication, "offset", 0);
        var data = publication.path("data");
        var type = string(data, "type");
        var tokens = count(data, "tokens");
        var stamps = new Stamps(wholeNumber(data, "due", 0), wholeNumber(data, "sent", 0));
        switch (type) {
            case "token" -> {
                var index = count(data, "index");
                var text = string(data, "token");
                if (index < 0 || text.isEmpty()) {
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
            case "error" -> listener.onErrorMarker(channel, Math.max(0, tokens), string(data, "detail"), offset);
            default -> listener.onUnreadable(channel, "type \"" + type + "\"", offset);
        }
    }

    private static String string(JsonNode object, String name) {
        return object.path(name).isTextual() ? object.path(name).textValue() : "";
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
