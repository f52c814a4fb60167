package dev.llmemulator.answer;

import java.time.Duration;

/**
 * An emulated model: the length, pace and tokens of its answers. Length and time to first token are drawn for each
 * answer, delays and pauses for each token. A number that the user sets is constant. Times are in nanoseconds.
 *
 * @param words distribution of an answer's length in words
 * @param pauses silences in addition to the delay
 */
public record Model(
        String name, LogNormal words, LogNormal ttftNs, LogNormal delayNs, Pauses pauses, Tokenisation tokenisation) {
    /** Most tokens of an answer. The history that a returning reader catches up from holds as many. */
    public static final int MAX_TOKENS = 100_000;

    /** The model whose answers all have the same length and pace, exact to the nanosecond. A word is a token. */
    public static Model constant(int words, Duration ttft, Duration delay) {
        return new Model(
                        "constant",
                        LogNormal.constant(1),
                        LogNormal.constant(0),
                        LogNormal.constant(0),
                        Pauses.NONE,
                        Tokenisation.WORDS)
                .withWords(words)
                .withTtft(ttft)
                .withDelay(delay);
    }

    /** Most words of an answer. */
    public int maxWords() {
        return MAX_TOKENS / tokenisation.mostTokens();
    }

    /** Returns this model with a fixed length, from 1 to {@link #maxWords} words. */
    public Model withWords(int count) {
        if (count < 1 || count > maxWords()) {
            throw new IllegalArgumentException(
                    "An answer of %s has 1 to %d words. [words=%d]".formatted(name, maxWords(), count));
        }
        return new Model(name, LogNormal.constant(count), ttftNs, delayNs, pauses, tokenisation);
    }

    /** Returns this model with a fixed time to first token, which must not be negative. */
    public Model withTtft(Duration ttft) {
        return new Model(name, words, LogNormal.constant((double) ttft.toNanos()), delayNs, pauses, tokenisation);
    }

    /** Returns this model with a fixed time between two tokens, which must not be negative, and without pauses. */
    public Model withDelay(Duration delay) {
        return new Model(name, words, ttftNs, LogNormal.constant((double) delay.toNanos()), Pauses.NONE, tokenisation);
    }

    /** Length of the answer of this seed, from 1 to {@link #maxWords} words. */
    int words(long seed) {
        var drawn = Math.round(words.draw(Seeds.ofLength(seed)));
        return (int) Math.min(Math.max(drawn, 1), maxWords());
    }

    boolean hasConstantPace() {
        return delayNs.isConstant() && pauses.probability() == 0;
    }
}
