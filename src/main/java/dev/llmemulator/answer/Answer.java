package dev.llmemulator.answer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * One emulated answer, wholly determined by these four values: any instance that gets them gives the same text at the
 * same pace. Nothing of it is kept in memory; tokens, text and due times are made anew whenever they are asked for.
 *
 * @param words words of the text, one token each; at least 1
 * @param ttft time from the start to the first token
 * @param delay time between two tokens
 * @param seed chooses the words
 */
public record Answer(int words, Duration ttft, Duration delay, long seed) {
    public Answer {
        if (words < 1 || ttft.isNegative() || delay.isNegative()) {
            throw new IllegalArgumentException(
                    "An answer needs a word and no negative time. [words=%d, ttft=%s, delay=%s]"
                            .formatted(words, ttft, delay));
        }
    }

    /** The tokens from the first on; joined they are the text. */
    public LoremTokens tokens() {
        return new LoremTokens(seed, words);
    }

    public TokenSchedule schedule() {
        return TokenSchedule.evenly(ttft, delay);
    }

    /** The complete text, equal byte for byte to the tokens joined. */
    public String text() {
        var text = new StringBuilder(words * 8);
        tokens().forEachRemaining(text::append);
        return text.toString();
    }

    /** SHA-256 of the text's UTF-8, in lower-case hex. */
    public static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
