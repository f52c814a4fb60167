package dev.llmemulator.load.client;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Reads any line of Centrifugo's JSON protocol, as a stream and without a tree.
 *
 * <p>Keeps the fields of the publication that it is reading, because nobody promises their order. Each socket has its
 * own.
 */
final class JsonLine {
    private static final JsonFactory JSON = new JsonFactory();

    private final String expectedChannel;
    private final FrameListener listener;

    private String type = "";
    private String text = "";
    private String sha256 = "";
    private String detail = "";
    private int index;
    private int tokens;
    private long dueUs;
    private long sentUs;
    private long offset;

    /** @param expectedChannel to which the publications of a subscription's reply belong */
    JsonLine(String expectedChannel, FrameListener listener) {
        this.expectedChannel = expectedChannel;
        this.listener = listener;
    }

    /** Reads a line, given as UTF-8. */
    FrameRest read(byte[] frame, int start, int length) {
        var push = false;
        String pushedOn = null;
        try (var json = JSON.createParser(frame, start, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                listener.onUnreadable(expectedChannel, "not an object", 0);
                return FrameRest.REPLY;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                switch (json.currentName()) {
                    case "push" -> {
                        push = true;
                        pushedOn = readPush(json);
                    }
                    case "subscribe" -> readSubscribed(json);
                    case "error" -> readError(json);
                    default -> skip(json);
                }
            }
            // Not earlier: a line that breaks off says nothing, however much of it could be read.
            if (pushedOn != null) {
                tell(pushedOn);
            }
        } catch (IOException e) {
            listener.onUnreadable(expectedChannel, "malformed JSON", 0);
        }
        return push ? FrameRest.NOTHING : FrameRest.REPLY;
    }

    /** Returns the channel of the publication; null if the push is of something else. */
    private @Nullable String readPush(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return null;
        }
        var channel = "";
        var publication = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            switch (json.currentName()) {
                case "channel" -> {
                    json.nextToken();
                    channel = json.getText();
                }
                case "pub" -> {
                    json.nextToken();
                    readPublication(json);
                    publication = true;
                }
                case "unsubscribe" -> {
                    skip(json);
                    listener.onUnsubscribed();
                }
                default -> skip(json);
            }
        }
        return publication ? channel : null;
    }

    private void readSubscribed(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        var epoch = "";
        var wasRecovering = false;
        var recovered = false;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            switch (json.currentName()) {
                case "epoch" -> {
                    json.nextToken();
                    epoch = json.getText();
                }
                case "was_recovering" -> wasRecovering = json.nextToken() == JsonToken.VALUE_TRUE;
                case "recovered" -> recovered = json.nextToken() == JsonToken.VALUE_TRUE;
                case "publications" -> readPublications(json);
                default -> skip(json);
            }
        }
        listener.onSubscribed(epoch, wasRecovering, recovered);
    }

    private void readError(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        var code = 0;
        var message = "";
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            switch (json.currentName()) {
                case "code" -> code = count(json);
                case "message" -> message = string(json);
                default -> skip(json);
            }
        }
        listener.onRefused(code, message);
    }

    private void readPublications(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_ARRAY) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            readPublication(json);
            tell(expectedChannel);
        }
    }

    private void readPublication(JsonParser json) throws IOException {
        forget();
        if (json.currentToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            switch (json.currentName()) {
                case "data" -> readData(json);
                case "offset" -> offset = wholeNumber(json);
                default -> skip(json);
            }
        }
    }

    private void readData(JsonParser json) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            json.skipChildren();
            return;
        }
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            switch (json.currentName()) {
                case "type" -> type = string(json);
                case "index" -> index = count(json);
                case "token" -> text = string(json);
                case "due" -> dueUs = wholeNumber(json);
                case "sent" -> sentUs = wholeNumber(json);
                case "tokens" -> tokens = count(json);
                case "sha256" -> sha256 = string(json);
                case "detail" -> detail = string(json);
                default -> skip(json);
            }
        }
    }

    private void tell(String channel) {
        switch (type) {
            case "token" -> {
                if (index < 0 || text.isEmpty()) {
                    listener.onUnreadable(channel, "a token without index or text", offset);
                } else {
                    listener.onToken(channel, index, text, offset, new Stamps(dueUs, sentUs));
                }
            }
            case "done" -> {
                if (tokens < 0 || sha256.isEmpty()) {
                    listener.onUnreadable(channel, "a marker without count or sha256", offset);
                } else {
                    listener.onMarker(channel, tokens, sha256, offset, new Stamps(dueUs, sentUs));
                }
            }
            case "error" -> listener.onErrorMarker(channel, Math.max(0, tokens), detail, offset);
            default -> listener.onUnreadable(channel, "type \"" + type + "\"", offset);
        }
    }

    private void forget() {
        type = "";
        text = "";
        sha256 = "";
        detail = "";
        index = -1;
        tokens = -1;
        dueUs = 0;
        sentUs = 0;
        offset = 0;
    }

    private static String string(JsonParser json) throws IOException {
        if (json.nextToken() == JsonToken.VALUE_STRING) {
            return json.getText();
        }
        json.skipChildren();
        return "";
    }

    private static int count(JsonParser json) throws IOException {
        var number = wholeNumber(json);
        return number <= Integer.MAX_VALUE ? (int) number : -1;
    }

    private static long wholeNumber(JsonParser json) throws IOException {
        if (json.nextToken() == JsonToken.VALUE_NUMBER_INT && json.getNumberType() != NumberType.BIG_INTEGER) {
            return json.getLongValue();
        }
        json.skipChildren();
        return -1;
    }

    private static void skip(JsonParser json) throws IOException {
        json.nextToken();
        json.skipChildren();
    }
}
