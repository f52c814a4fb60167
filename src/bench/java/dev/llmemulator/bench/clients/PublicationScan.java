package dev.llmemulator.bench.clients;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;

/**
 * Reads frames of Centrifugo's JSON protocol by looking for the fields it knows, in the order in which they are written:
 * a fraction of a microsecond a token, where a parser takes two. What is written otherwise is {@link Kind#OTHER}, so it is
 * found and not overlooked.
 */
final class PublicationScan {
    /** What a line is. */
    enum Kind {
        TOKEN,
        MARKER,
        PING,
        CONNECTED,
        SUBSCRIBED,
        OTHER
    }

    private static final byte[] CONNECTED = ascii("{\"id\":1,\"connect\":");
    private static final byte[] SUBSCRIBED = ascii("{\"id\":2,\"subscribe\":");
    private static final byte[] TOKEN = ascii("\"pub\":{\"data\":{\"type\":\"token\",");
    private static final byte[] DONE = ascii("\"pub\":{\"data\":{\"type\":\"done\",");
    private static final byte[] INDEX = ascii("\"index\":");
    private static final byte[] TEXT = ascii("\"token\":\"");
    private static final byte[] COUNT = ascii("\"tokens\":");
    private static final byte[] SHA256 = ascii("\"sha256\":\"");
    private static final byte[] DUE = ascii("\"due\":");
    private static final byte[] SENT = ascii("\"sent\":");
    private static final byte[] OFFSET = ascii("\"offset\":");

    private byte[] bytes = new byte[4_096];
    private int length;
    private int lineStart;
    private int lineEnd;
    private int at;
    private boolean complete;

    private int number;
    private int textStart;
    private int textEnd;
    private long dueUs;
    private long sentUs;
    private long offset;

    /** The beginning of every publication of a channel, as {@link #next} wants it. */
    static byte[] publicationOf(String channel) {
        return ascii("{\"push\":{\"channel\":\"" + channel + "\",");
    }

    /** Begins a frame. */
    void read(ByteBuf frame) {
        length = frame.readableBytes();
        if (bytes.length < length) {
            bytes = new byte[length];
        }
        frame.readBytes(bytes, 0, length);
        lineEnd = -1;
    }

    /** Goes on to the frame's next line, if there is one. */
    boolean hasNext() {
        lineStart = lineEnd + 1;
        lineEnd = lineStart;
        while (lineEnd < length && bytes[lineEnd] != '\n') {
            lineEnd++;
        }
        return lineStart < length;
    }

    /** Reads the line. */
    Kind next(byte[] publication) {
        at = lineStart;
        complete = true;
        if (startsWith(publication)) {
            return publication();
        }
        if (lineEnd - lineStart == 2 && bytes[lineStart] == '{' && bytes[lineStart + 1] == '}') {
            return Kind.PING;
        }
        return startsWith(CONNECTED) ? Kind.CONNECTED : startsWith(SUBSCRIBED) ? Kind.SUBSCRIBED : Kind.OTHER;
    }

    private Kind publication() {
        if (startsWith(TOKEN)) {
            number = (int) numberAfter(INDEX);
            textAfter(TEXT);
            times();
            return complete ? Kind.TOKEN : Kind.OTHER;
        }
        if (startsWith(DONE)) {
            number = (int) numberAfter(COUNT);
            textAfter(SHA256);
            times();
            return complete ? Kind.MARKER : Kind.OTHER;
        }
        return Kind.OTHER;
    }

    private void times() {
        dueUs = numberAfter(DUE);
        sentUs = numberAfter(SENT);
        offset = numberAfter(OFFSET);
    }

    /** Index of a token, or count of a marker. */
    int number() {
        return number;
    }

    /** A marker's SHA-256. */
    String text() {
        return new String(bytes, textStart, textEnd - textStart, StandardCharsets.US_ASCII);
    }

    /** Adds a token's text. */
    void addTextTo(MessageDigest digest) {
        digest.update(bytes, textStart, textEnd - textStart);
    }

    long dueUs() {
        return dueUs;
    }

    long sentUs() {
        return sentUs;
    }

    /** Place in the channel, from 1. */
    long offset() {
        return offset;
    }

    /** The line as it came. */
    String line() {
        return new String(bytes, lineStart, lineEnd - lineStart, StandardCharsets.UTF_8);
    }

    private boolean startsWith(byte[] expected) {
        var end = at + expected.length;
        if (end > lineEnd || !Arrays.equals(bytes, at, end, expected, 0, expected.length)) {
            return false;
        }
        at = end;
        return true;
    }

    private long numberAfter(byte[] name) {
        seek(name);
        var value = 0L;
        var first = at;
        while (at < lineEnd && bytes[at] >= '0' && bytes[at] <= '9') {
            value = 10 * value + bytes[at++] - '0';
        }
        complete &= at > first;
        return value;
    }

    private void textAfter(byte[] name) {
        seek(name);
        textStart = at;
        while (at < lineEnd && bytes[at] != '"') {
            // An escape would have to be undone; lorem ipsum has none.
            complete &= bytes[at] != '\\';
            at++;
        }
        textEnd = at;
    }

    private void seek(byte[] name) {
        while (at + name.length <= lineEnd) {
            if (startsWith(name)) {
                return;
            }
            at++;
        }
        complete = false;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
