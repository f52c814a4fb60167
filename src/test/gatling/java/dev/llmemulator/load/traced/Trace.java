package dev.llmemulator.load.traced;

import java.util.Arrays;
import java.util.List;

/**
 * Reads one traced token, or the end of a traced text, where it closes. Not the emulator's own code, so that an error
 * in that one cannot hide from this check. One object reads all of a text; its fields are those of the last one read.
 */
final class Trace {
    static final char OPEN = ':';
    static final char CLOSE = ';';
    static final char END = '.';

    private static final int INDEX_DIGITS = 3;
    private static final int SENT_DIGITS = 9;
    static final int CHECK_DIGITS = 3;
    private static final int SHA256_DIGITS = 64;
    private static final int SHORTEST_TAG = 4;
    private static final int LONGEST_TAG = 8;

    /** Characters of a token's trace besides its tag, and of the end's with its dot. */
    private static final int TOKEN_LENGTH = INDEX_DIGITS + SENT_DIGITS + 2 + CHECK_DIGITS;

    private static final int END_LENGTH = 1 + INDEX_DIGITS + SHA256_DIGITS + CHECK_DIGITS;
    private static final int LONGEST = END_LENGTH + LONGEST_TAG;

    private static final int BASE = 62;
    private static final int PRIME = 238_321;

    private static final List<String> SPACES = List.of("", " ", "\n", "\n\n", "  ", "\t", "\r\n");

    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        var value = (byte) 0;
        for (var range : new char[][] {{'0', '9'}, {'A', 'Z'}, {'a', 'z'}}) {
            for (var digit = range[0]; digit <= range[1]; digit++) {
                VALUES[digit] = value++;
            }
        }
    }

    private int start;
    private boolean end;
    private int index;
    private long sentUs;
    private String word = "";
    private String before = "";
    private String after = "";
    private String sha256 = "";
    private String tag = "";

    /**
     * Reads what closes at a place of a text; false if that is no token and no end, or an altered one.
     *
     * @param from what is before this place belongs to another token
     */
    boolean read(StringBuilder text, int from, int close) {
        var open = open(text, from, close);
        return open >= 0
                && (text.charAt(open + 1) == END ? readEnd(text, open, close) : readToken(text, from, open, close));
    }

    /** The index that an altered token names, which may be what was altered; -1 if none can be read. */
    static int indexNamed(StringBuilder text, int from, int close) {
        var open = open(text, from, close);
        return open >= 0 && isTokenLength(close - open - 1) ? (int) number(text, open + 1, INDEX_DIGITS) : -1;
    }

    /** Whether what closes at a place may be a token with one character changed. */
    static boolean isLike(String text, int close) {
        var digits = 0;
        var others = 0;
        for (var at = close - 1; at >= 0 && others < 2; at--) {
            if (value(text.charAt(at)) >= 0) {
                digits++;
            } else {
                others++;
            }
        }
        return digits >= TOKEN_LENGTH + SHORTEST_TAG - 1;
    }

    private static int open(StringBuilder text, int from, int close) {
        for (var at = close - 1; at >= Math.max(from, close - 1 - LONGEST); at--) {
            if (text.charAt(at) == OPEN) {
                return at + 1 < close ? at : -1;
            }
        }
        return -1;
    }

    private static boolean isTokenLength(int length) {
        return length >= TOKEN_LENGTH + SHORTEST_TAG && length <= TOKEN_LENGTH + LONGEST_TAG;
    }

    private boolean readToken(StringBuilder text, int from, int open, int close) {
        if (!isTokenLength(close - open - 1)) {
            return false;
        }
        var at = open + 1 + INDEX_DIGITS + SENT_DIGITS;
        var length = value(text.charAt(at));
        var spaces = value(text.charAt(at + 1));
        start = open - length;
        if (length < 0 || spaces < 0 || spaces >= SPACES.size() * SPACES.size() || start < from) {
            return false;
        }
        var rest = close - open - 1;
        for (var each = start; each < open; each++) {
            rest = (rest * BASE + text.charAt(each)) % PRIME;
        }
        if (!isDivisible(rest, text, open + 1, close)) {
            return false;
        }
        end = false;
        index = (int) number(text, open + 1, INDEX_DIGITS);
        sentUs = number(text, open + 1 + INDEX_DIGITS, SENT_DIGITS);
        before = SPACES.get(spaces / SPACES.size());
        after = SPACES.get(spaces % SPACES.size());
        word = text.substring(start, open);
        readTag(text, at + 2, close);
        return true;
    }

    private boolean readEnd(StringBuilder text, int open, int close) {
        var tagLength = close - open - 1 - END_LENGTH;
        if (tagLength < SHORTEST_TAG
                || tagLength > LONGEST_TAG
                || !isDivisible(close - open - 2, text, open + 2, close)) {
            return false;
        }
        var at = open + 2 + INDEX_DIGITS;
        start = open;
        end = true;
        index = (int) number(text, open + 2, INDEX_DIGITS);
        sha256 = text.substring(at, at + SHA256_DIGITS);
        readTag(text, at + SHA256_DIGITS, close);
        return true;
    }

    // Nearly always the same one, so that it costs no new text.
    private void readTag(StringBuilder text, int from, int close) {
        var to = close - CHECK_DIGITS;
        if (to - from != tag.length() || text.indexOf(tag, from) != from) {
            tag = text.substring(from, to);
        }
    }

    private static boolean isDivisible(int restBefore, StringBuilder text, int from, int to) {
        var rest = restBefore;
        for (var at = from; at < to; at++) {
            var value = value(text.charAt(at));
            if (value < 0) {
                return false;
            }
            rest = (rest * BASE + value) % PRIME;
        }
        return rest == 0;
    }

    private static long number(StringBuilder text, int from, int digits) {
        var number = 0L;
        for (var at = from; at < from + digits; at++) {
            var value = value(text.charAt(at));
            if (value < 0) {
                return -1;
            }
            number = number * BASE + value;
        }
        return number;
    }

    private static int value(char digit) {
        return digit < VALUES.length ? VALUES[digit] : -1;
    }

    /** Where the token or the end begins, after the white space before it. */
    int start() {
        return start;
    }

    boolean isEnd() {
        return end;
    }

    /** The index of a token; of the end, how many there are. */
    int index() {
        return index;
    }

    long sentUs() {
        return sentUs;
    }

    String text() {
        return before.isEmpty() && after.isEmpty() ? word : before + word + after;
    }

    /** White space that a token began with. */
    String before() {
        return before;
    }

    String after() {
        return after;
    }

    String sha256() {
        return sha256;
    }

    String tag() {
        return tag;
    }
}
