package dev.llmemulator.answer;

import java.time.Duration;

/**
 * An emulated model: what its answers are like. Every number is drawn anew, for an answer or for a token; one that is given
 * by hand is constant.
 *
 * @param name by which it is asked for
 * @param words length of an answer
 * @param ttftNs time from the start to the first token, in nanoseconds
 * @param delayNs time between two tokens, in nanoseconds
 * @param pauses come on top of the delay
 * @param tokenisation how many tokens a word is
 */
public record Model(
        String name, LogNormal words, LogNormal ttftNs, LogNormal delayNs, Pauses pauses, Tokenisation tokenisation) {
    /** Tokens of an answer at most: so many are kept for a reader that comes back, and no reader believes more. */
    public static final int MAX_TOKENS = 100_000;

    /** The model whose answers are all alike and exact to the nanosecond; a word is a token. */
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

    /** Words that an answer may have at most. */
    public int maxWords() {
        return MAX_TOKENS / tokenisation.mostTokens();
    }

    /** The same model with answers of one length, 1 to {@link #maxWords}. */
    public Model withWords(int count) {
        if (count < 1 || count > maxWords()) {
            throw new IllegalArgumentException(
                    "An answer of %s has 1 to %d words. [words=%d]".formatted(name, maxWords(), count));
        }
        return new Model(name, LogNormal.constant(count), ttftNs, delayNs, pauses, tokenisation);
    }

    /** The same model with one time to the first token, which is not negative. */
    public Model withTtft(Duration ttft) {
        return new Model(name, words, LogNormal.constant((double) ttft.toNanos()), delayNs, pauses, tokenisation);
    }

    /** The same model with one time between any two tokens, which is not negative; so it makes no pauses. */
    public Model withDelay(Duration delay) {
        return new Model(name, words, ttftNs, LogNormal.constant((double) delay.toNanos()), Pauses.NONE, tokenisation);
    }

    /** Length of the answer of this seed, 1 to {@link #maxWords} words. */
    int words(long seed) {
        var drawn = Math.round(words.draw(Seeds.ofLength(seed)));
        return (int) Math.min(Math.max(drawn, 1), maxWords());
    }

    LoremTokens tokens(long seed) {
        return new LoremTokens(Seeds.ofText(seed), words(seed), tokenisation);
    }

    TokenSchedule schedule(long seed) {
        return ttftNs.isConstant() && delayNs.isConstant() && pauses.probability() == 0
                ? new EvenSchedule((long) ttftNs.p50(), (long) delayNs.p50())
                : new DrawnSchedule(this, seed);
    }
}
