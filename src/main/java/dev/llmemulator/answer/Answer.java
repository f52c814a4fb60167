package dev.llmemulator.answer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * One emulated answer. Its components determine it completely: every instance gives the same text at the same pace.
 * Tokens, text and due times are computed whenever they are needed.
 *
 * @param mostTokens after how many tokens it is cut
 * @param stall a silence that was asked for, or {@link Stall#NONE}
 */
public record Answer(Model model, long seed, int mostTokens, Stall stall) {
    /** Makes an answer that is not cut and does not stall. */
    public Answer(Model model, long seed) {
        this(model, seed, Model.MAX_TOKENS, Stall.NONE);
    }

    /** Makes an answer of the constant model. */
    public Answer(int words, Duration ttft, Duration delay, long seed) {
        this(Model.constant(words, ttft, delay), seed);
    }

    /** Returns the tokens from the first on. Joined, they are the text. */
    public LoremTokens tokens() {
        return new LoremTokens(Seeds.ofText(seed), model.words(seed), model.tokenisation(), mostTokens);
    }

    public int tokenCount() {
        if (model.tokenisation().mostTokens() == 1) {
            return Math.min(model.words(seed), mostTokens);
        }
        var count = 0;
        for (var tokens = tokens(); tokens.hasNext(); tokens.next()) {
            count++;
        }
        return count;
    }

    public TokenSchedule schedule() {
        return new TokenSchedule(model, seed, stall);
    }

    /** Whether there would be more tokens, were it not for {@link #mostTokens}. */
    public boolean isCut() {
        return mostTokens < Model.MAX_TOKENS && new Answer(model, seed).tokenCount() > mostTokens;
    }

    /** Whether the last token is due within this time from the start. */
    public boolean endsWithin(Duration limit) {
        var limitNs = limit.toNanos();
        var schedule = schedule();
        if (model.hasConstantPace() && model.tokenisation().mostTokens() == 1 && stall.ns() == 0) {
            return schedule.nextDueNs(true)
                            + (tokenCount() - 1) * (long) model.delayNs().p50()
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
        var text = new StringBuilder(Math.min(model.words(seed), mostTokens) * 8);
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
