package dev.llmemulator.answer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * One emulated answer. Model and seed determine it completely: every instance gives the same text at the same pace.
 * Nothing of it is kept in memory; tokens, text and due times are computed whenever they are needed.
 *
 * @param model the emulated model
 * @param seed selects one of the model's answers
 */
public record Answer(Model model, long seed) {
    /**
     * Makes an answer of the constant model.
     *
     * @param words number of words, one token each
     * @param ttft time from the start to the first token
     * @param delay time between two tokens
     */
    public Answer(int words, Duration ttft, Duration delay, long seed) {
        this(Model.constant(words, ttft, delay), seed);
    }

    /** Returns the tokens from the first on. Joined, they are the text. */
    public LoremTokens tokens() {
        return model.tokens(seed);
    }

    /** Returns the due times from the first token on. */
    public TokenSchedule schedule() {
        return model.schedule(seed);
    }

    /** Returns the complete text, byte for byte equal to the tokens joined. */
    public String text() {
        var text = new StringBuilder(model.words(seed) * 8);
        tokens().forEachRemaining(text::append);
        return text.toString();
    }

    /** Returns the SHA-256 of the text's UTF-8, in lower-case hex. */
    public static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
