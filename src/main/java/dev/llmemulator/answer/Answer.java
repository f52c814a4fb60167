package dev.llmemulator.answer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * One emulated answer, wholly determined by model and seed: any instance that gets them gives the same text at the same
 * pace. Nothing of it is kept in memory; tokens, text and due times are made anew whenever they are asked for.
 *
 * @param model what answers are like
 * @param seed chooses this one
 */
public record Answer(Model model, long seed) {
    /**
     * An answer of the constant model.
     *
     * @param words words of the text, one token each
     * @param ttft time from the start to the first token
     * @param delay time between two tokens
     */
    public Answer(int words, Duration ttft, Duration delay, long seed) {
        this(Model.constant(words, ttft, delay), seed);
    }

    /** The tokens from the first on; joined they are the text. */
    public LoremTokens tokens() {
        return model.tokens(seed);
    }

    /** When they are due. */
    public TokenSchedule schedule() {
        return model.schedule(seed);
    }

    /** The complete text, equal byte for byte to the tokens joined. */
    public String text() {
        var text = new StringBuilder(model.words(seed) * 8);
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
