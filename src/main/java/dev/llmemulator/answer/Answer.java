package dev.llmemulator.answer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * One emulated answer. Model and seed determine it completely: every instance gives the same text at the same pace.
 * Tokens, text and due times are computed whenever they are needed.
 */
public record Answer(Model model, long seed) {
    /** Makes an answer of the constant model. */
    public Answer(int words, Duration ttft, Duration delay, long seed) {
        this(Model.constant(words, ttft, delay), seed);
    }

    /** Returns the tokens from the first on. Joined, they are the text. */
    public LoremTokens tokens() {
        return new LoremTokens(Seeds.ofText(seed), model.words(seed), model.tokenisation());
    }

    public int tokenCount() {
        if (model.tokenisation().mostTokens() == 1) {
            return model.words(seed);
        }
        var count = 0;
        for (var tokens = tokens(); tokens.hasNext(); tokens.next()) {
            count++;
        }
        return count;
    }

    public TokenSchedule schedule() {
        return new TokenSchedule(model, seed);
    }

    /** Whether the last token is due within this time from the start. */
    public boolean endsWithin(Duration limit) {
        var limitNs = limit.toNanos();
        var schedule = schedule();
        if (model.hasConstantPace() && model.tokenisation().mostTokens() == 1) {
            return schedule.nextDueNs(true)
                            + (model.words(seed) - 1) * (long) model.delayNs().p50()
                    <= limitNs;
        }
        for (var tokens = tokens(); tokens.hasNext(); ) {
            tokens.next();
            if (schedule.nextDueNs(tokens.startsSentence()) > limitNs) {
                return false;
            }
        }
        return true;
    }

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
