package dev.llmemulator.load.client;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Reads the line that Centrifugo makes of a token of the emulator, by its shape: these fields in this order, no white
 * space, an ASCII text without escapes. This takes a tenth of the time of a JSON parser.
 *
 * <pre>{"push":{"channel":"session:…","pub":{"data":{"type":"token","index":7,"token":"sit ","due":…,"sent":…,"answer":"…"},"offset":8,"version":8}}}</pre>
 *
 * <p>The answer must be the one that is read, if it is named. Further fields may follow after {@code sent} and after {@code offset}, with a plain string or a natural number as
 * value. A line of any other shape, right or wrong, is left to the parser.
 */
final class TokenLine {
    private static final int NOT_THIS_SHAPE = -1;

    // A number of so many digits cannot overflow.
    private static final int MOST_DIGITS = 18;

    private static final byte[] TEXT = ascii(",\"token\":\"");
    private static final byte[] DUE = ascii("\",\"due\":");
    private static final byte[] SENT = ascii(",\"sent\":");
    private static final byte[] OFFSET = ascii("},\"offset\":");
    private static final byte[] END = ascii("}}}");

    // Where one of these comes again, the parser says which one counts.
    private static final byte[][] FIELDS_OF_DATA = {
        ascii("\"type\""),
        ascii("\"index\""),
        ascii("\"token\""),
        ascii("\"due\""),
        ascii("\"sent\""),
        ascii("\"answer\"")
    };
    private static final byte[][] FIELDS_OF_PUBLICATION = {ascii("\"data\""), ascii("\"offset\"")};

    private final byte[] index;
    private final byte[] answer;
    private final boolean anyAnswer;

    private byte[] frame = {};
    private int at;

    private long indexRead;
    private String text = "";
    private long dueUs;
    private long sentUs;
    private long offset;

    /**
     * Reads the tokens of one answer.
     *
     * @param channel without any character that JSON escapes
     * @param answer as the channel; empty for any
     */
    TokenLine(String channel, String answer) {
        this.answer = ascii(",\"answer\":\"" + answer);
        anyAnswer = answer.isEmpty();
        index = ascii("{\"push\":{\"channel\":\"" + channel + "\",\"pub\":{\"data\":{\"type\":\"token\",\"index\":");
    }

    /** Returns where the line ends, or a negative number if it has another shape; then the fields must not be used. */
    int read(byte[] frame, int start) {
        this.frame = frame;
        at = start;
        var read = skip(index)
                && (indexRead = number()) >= 0
                && indexRead <= Integer.MAX_VALUE
                && skip(TEXT)
                && readText()
                && skip(DUE)
                && (dueUs = number()) >= 0
                && skip(SENT)
                && (sentUs = number()) >= 0
                && skipAnswer()
                && skipFurther(FIELDS_OF_DATA)
                && skip(OFFSET)
                && (offset = number()) >= 0
                && skipFurther(FIELDS_OF_PUBLICATION)
                && skip(END)
                && (at == frame.length || frame[at] == '\n');
        return read ? at : NOT_THIS_SHAPE;
    }

    int index() {
        return (int) indexRead;
    }

    String text() {
        return text;
    }

    Stamps stamps() {
        return new Stamps(dueUs, sentUs);
    }

    long offset() {
        return offset;
    }

    private boolean isAt(byte[] expected) {
        var end = at + expected.length;
        return end <= frame.length && Arrays.equals(frame, at, end, expected, 0, expected.length);
    }

    private boolean skip(byte[] expected) {
        if (!isAt(expected)) {
            return false;
        }
        at += expected.length;
        return true;
    }

    // One that is not named here, or is not this one, is left to the fields that follow: there the parser takes over.
    private boolean skipAnswer() {
        if (!skip(answer)) {
            return true;
        }
        if (anyAnswer) {
            skipPlain();
        }
        return skip('"');
    }

    private boolean skipFurther(byte[][] known) {
        while (isAt(',')) {
            at++;
            if (isAtOneOf(known) || !skipString() || !skip(':') || !skipValue()) {
                return false;
            }
        }
        return true;
    }

    private boolean isAtOneOf(byte[][] names) {
        for (var name : names) {
            if (isAt(name)) {
                return true;
            }
        }
        return false;
    }

    private boolean skipValue() {
        return isAt('"') ? skipString() : number() >= 0;
    }

    private boolean skipString() {
        if (!skip('"')) {
            return false;
        }
        skipPlain();
        return skip('"');
    }

    private boolean isAt(char character) {
        return at < frame.length && frame[at] == character;
    }

    private boolean skip(char character) {
        if (!isAt(character)) {
            return false;
        }
        at++;
        return true;
    }

    private void skipPlain() {
        while (at < frame.length && isPlain(frame[at])) {
            at++;
        }
    }

    private long number() {
        var start = at;
        var end = Math.min(frame.length, start + MOST_DIGITS);
        var number = 0L;
        while (at < end && frame[at] >= '0' && frame[at] <= '9') {
            number = 10 * number + frame[at] - '0';
            at++;
        }
        var leadingZero = at - start > 1 && frame[start] == '0';
        return at == start || leadingZero ? NOT_THIS_SHAPE : number;
    }

    private boolean readText() {
        var start = at;
        skipPlain();
        text = new String(frame, start, at - start, StandardCharsets.ISO_8859_1);
        return true;
    }

    // Bytes beyond ASCII are negative.
    private static boolean isPlain(byte character) {
        return character >= ' ' && character != '"' && character != '\\';
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
