package dev.llmemulator.publication;

import java.util.Arrays;
import java.util.List;

/**
 * Tokens whose text proves itself, so that whoever has the text, in whatever pieces and by whatever way, can tell of
 * every token whether it came, once, in order and unaltered, and how long it was under way (docs/traced-text.md):
 *
 * <pre>
 *   Lorem,:00g8Dqvnehl261a7k3QxPTx;   word : index sent length space tag check ;   and the space after the word
 *   :.01cc9f8…a7k3QxaIV;              :. tokens sha256 tag check ;                 once, after the last token
 * </pre>
 *
 * <p>Numbers are in base 62, the highest digit first. Check characters make word and trace, read as one long number in
 * base 62, divisible by a prime above 2<sup>16</sup>: so any one changed character and any swap of neighbours shows.
 */
public final class TracedText {
    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int BASE = DIGITS.length();
    private static final int INDEX_DIGITS = 3;
    private static final int SENT_DIGITS = 9;
    private static final int CHECK_DIGITS = 3;
    private static final int CHECK_RANGE = BASE * BASE * BASE;

    /** The highest prime with three digits. */
    private static final int PRIME = 238_321;

    /** What may stand before and after a word, as one digit: a backend may trim it. */
    private static final List<String> SPACES = List.of("", " ", "\n", "\n\n", "  ", "\t", "\r\n");

    private static final int[] VALUES = new int[128];

    static {
        Arrays.fill(VALUES, -1);
        for (var value = 0; value < BASE; value++) {
            VALUES[DIGITS.charAt(value)] = value;
        }
    }

    private TracedText() {}

    /**
     * A token with its trace.
     *
     * @param tag names the answer: 4 to 8 ASCII letters and digits
     * @param text of at most 61 characters besides white space at its ends
     * @param sentMicros when it leaves, in microseconds since the Unix epoch
     */
    public static String token(String tag, int index, String text, long sentMicros) {
        checkTag(tag);
        var start = 0;
        var end = text.length();
        while (start < end && text.charAt(start) <= ' ') {
            start++;
        }
        while (end > start && text.charAt(end - 1) <= ' ') {
            end--;
        }
        // White space that has no digit belongs to the word.
        var before = Math.max(0, SPACES.indexOf(text.substring(0, start)));
        var after = Math.max(0, SPACES.indexOf(text.substring(end)));
        start = SPACES.get(before).length();
        end = text.length() - SPACES.get(after).length();

        var traced = new StringBuilder(text.length() + 32).append(text, 0, end).append(':');
        number(index, INDEX_DIGITS, traced);
        number(sentMicros, SENT_DIGITS, traced);
        number(end - start, 1, traced);
        number(before * SPACES.size() + after, 1, traced);
        traced.append(tag);
        check(start, end, end + 1, traced);
        return traced.append(';').append(text, end, text.length()).toString();
    }

    /**
     * The last piece of a text, after its last token.
     *
     * @param sha256 of the text without traces, in lower-case hex, as the marker of an answer carries it
     */
    public static String end(String tag, int tokens, String sha256) {
        checkTag(tag);
        var traced = new StringBuilder(96).append(":.");
        number(tokens, INDEX_DIGITS, traced);
        traced.append(sha256).append(tag);
        check(0, 0, 2, traced);
        return traced.append(';').toString();
    }

    /** Whether a text can name an answer. */
    public static boolean isTag(String tag) {
        return tag.length() >= 4
                && tag.length() <= 8
                && tag.chars().allMatch(each -> each < VALUES.length && VALUES[each] >= 0);
    }

    private static void checkTag(String tag) {
        if (!isTag(tag)) {
            throw new IllegalArgumentException("A tag has 4 to 8 ASCII letters and digits, unlike " + tag);
        }
    }

    private static void number(long number, int digits, StringBuilder traced) {
        var at = traced.length();
        traced.setLength(at + digits);
        var left = number;
        for (var each = at + digits - 1; each >= at; each--) {
            traced.setCharAt(each, DIGITS.charAt((int) (left % BASE)));
            left /= BASE;
        }
        if (number < 0 || left > 0) {
            throw new IllegalArgumentException(number + " does not fit into " + digits + " digits");
        }
    }

    private static void check(int wordStart, int wordEnd, int traceStart, StringBuilder traced) {
        // So that no zero can be added or taken away at either end.
        var rest = traced.length() + CHECK_DIGITS - traceStart;
        for (var at = wordStart; at < wordEnd; at++) {
            rest = (rest * BASE + traced.charAt(at)) % PRIME;
        }
        for (var at = traceStart; at < traced.length(); at++) {
            rest = (rest * BASE + VALUES[traced.charAt(at)]) % PRIME;
        }
        // At most 238 320 × 238 328, which needs a long.
        var shifted = (int) ((long) rest * CHECK_RANGE % PRIME);
        number((PRIME - shifted) % PRIME, CHECK_DIGITS, traced);
    }
}
