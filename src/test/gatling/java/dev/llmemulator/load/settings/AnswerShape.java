package dev.llmemulator.load.settings;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What the answers of a run are like: a model of the emulator's, and the numbers that are asked for in place of the model's own.
 *
 * @param model by its name; only the emulator knows which there are
 * @param length words of an answer; null where the model draws it
 * @param delay between two tokens; null where the model draws it
 * @param ttft from the request to the first token; null where the model draws it
 */
public record AnswerShape(
        String model,
        @Nullable Integer length,
        @Nullable Duration delay,
        @Nullable Duration ttft) {
    /** The model whose answers are all alike: length, delay and ttft are always asked for, and a word is a token. */
    public static final String CONSTANT = "constant";

    // What a model draws is not known beforehand, so these are on the safe side: the most long-winded has 2,600 tokens
    // on average, and the longest of 20,000 answers took it 261 s. A word is one to three tokens, 1.5 on average.
    private static final int TOKENS_PER_WORD = 2;
    private static final int LONG_ANSWER_TOKENS = 10_000;
    private static final int USUAL_TOKENS = 4_000;
    private static final Duration LONG_TTFT = Duration.ofMinutes(1);
    private static final Duration LONG_DELAY = Duration.ofMillis(25);

    // Soon enough that next to all answers are still under way.
    private static final int TOKENS_BEFORE_A_DROP = 10;

    static AnswerShape read(SettingReader settings) {
        var model = settings.name("model", "MODEL", CONSTANT);
        var constant = model.equals(CONSTANT);
        return new AnswerShape(
                model,
                constant || settings.has("length", "RESPONSE_LENGTH_WORDS")
                        ? settings.integer("length", "RESPONSE_LENGTH_WORDS", 100, 1, 100_000)
                        : null,
                constant || settings.has("delay", "TOKEN_DELAY_SECONDS")
                        ? settings.seconds("delay", "TOKEN_DELAY_SECONDS", Duration.ofMillis(10), "0", "60")
                        : null,
                constant || settings.has("ttft", "TTFT_SECONDS")
                        ? settings.seconds("ttft", "TTFT_SECONDS", Duration.ZERO, "0", "600")
                        : null);
    }

    /** Short answers at an even pace, cut into tokens as the model does it. */
    AnswerShape gentle(int mostWords, Duration delay) {
        return new AnswerShape(model, length == null ? mostWords : Math.min(length, mostWords), delay, Duration.ZERO);
    }

    /** From the request to the last token, were the system infinitely fast; null where only the emulator's reply tells. */
    @Nullable
    Duration ideal() {
        return model.equals(CONSTANT) ? estimate(USUAL_TOKENS) : null;
    }

    /** A time in which no answer of a working system ends too late: a slow one is to be measured as slow, only a hanging one to fail. */
    Duration generousTimeout() {
        return estimate(LONG_ANSWER_TOKENS).multipliedBy(3).plusSeconds(30);
    }

    /** Tokens of an answer, rather too many than too few. */
    int tokens() {
        return tokensOr(USUAL_TOKENS);
    }

    /** After how many tokens an answer is half over, or in full swing where its length is not known. */
    int halfwayTokens() {
        return length == null ? TOKENS_BEFORE_A_DROP : Math.max(1, length / 2);
    }

    private Duration estimate(int tokensUnlessGiven) {
        Duration first = ttft == null ? LONG_TTFT : ttft;
        Duration each = delay == null ? LONG_DELAY : delay;
        return first.plus(each.multipliedBy(tokensOr(tokensUnlessGiven) - 1L));
    }

    private int tokensOr(int unlessGiven) {
        return length == null ? unlessGiven : model.equals(CONSTANT) ? length : TOKENS_PER_WORD * length;
    }
}
