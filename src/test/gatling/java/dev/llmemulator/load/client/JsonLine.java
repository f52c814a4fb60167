package dev.llmemulator.load.client;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/** Reads any line of Centrifugo's JSON protocol. */
final class JsonLine {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final List<String> TOKEN_COMMANDS = List.of("connect", "subscribe", "refresh", "sub_refresh");

    private final String expectedChannel;
    private final PublicationReader publications;
    private final FrameListener listener;

    /**
     * Reads one answer's publications; see {@link FrameReader}.
     *
     * @param expectedChannel to which the publications of a subscription's reply belong
     */
    JsonLine(String expectedChannel, String expectedAnswer, FrameListener listener) {
        this(expectedChannel, new OwnPublications(expectedChannel, expectedAnswer, listener), listener);
    }

    JsonLine(String expectedChannel, PublicationReader publications, FrameListener listener) {
        this.expectedChannel = expectedChannel;
        this.publications = publications;
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
            publications.read(channel, push.path("pub"));
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
            listener.onPosition(
                    wholeNumber(subscribed, "offset", 0),
                    subscribed.path("recoverable").asBoolean());
            subscribed.path("publications").forEach(each -> publications.read(expectedChannel, each));
            listener.onSubscribed(
                    string(subscribed, "epoch"),
                    subscribed.path("was_recovering").asBoolean(),
                    subscribed.path("recovered").asBoolean());
        }
        var connected = reply.path("connect");
        if (connected.isObject()) {
            listener.onConnected(string(connected, "client"));
            // What the server subscribes the user to.
            connected
                    .path("subs")
                    .properties()
                    .forEach(sub ->
                            sub.getValue().path("publications").forEach(each -> publications.read(sub.getKey(), each)));
        }
        var error = reply.path("error");
        if (!error.isObject()) {
            var pingSeconds = connected.path("ping").asInt();
            return new FrameRest(false, List.of(new FrameRest.Reply(id, "", secondsLeft(reply), pingSeconds)));
        }
        var refusal = (error.path("code").asInt() + " " + line(error, "message")).strip();
        listener.onRefused(refusal);
        return FrameRest.reply(id, refusal);
    }

    // For how long a token opens what it opened: the reply to each command that has one tells.
    private static int secondsLeft(JsonNode reply) {
        for (var command : TOKEN_COMMANDS) {
            if (reply.has(command)) {
                return reply.path(command).path("ttl").asInt();
            }
        }
        return 0;
    }

    static String string(JsonNode object, String name) {
        return object.path(name).isTextual() ? object.path(name).textValue() : "";
    }

    static String line(JsonNode object, String name) {
        return OneLine.of(string(object, name));
    }

    static int count(JsonNode object, String name) {
        var number = wholeNumber(object, name, -1);
        return number <= Integer.MAX_VALUE ? (int) number : -1;
    }

    static long wholeNumber(JsonNode object, String name, long unlessGiven) {
        var value = object.path(name);
        return value.isMissingNode()
                ? unlessGiven
                : value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : -1;
    }
}
