package dev.llmemulator.load.settings;

import dev.llmemulator.load.replay.RecordedRequest;
import dev.llmemulator.load.replay.Recording;
import dev.llmemulator.settings.SettingValues;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers that users ask for: a model of the emulator, and the numbers asked for in place of the model's own, which
 * are null if the model draws them. The length counts words.
 */
public record AnswerShape(
        String model,
        @Nullable Integer length,
        @Nullable Duration delay,
        @Nullable Duration ttft) {
    /** The model whose answers are all alike. Its length, delay and ttft are always asked for, and a word is a token. */
    public static final String CONSTANT = "constant";

    private static final int CONSTANT_LENGTH = 100;
    private static final Duration CONSTANT_DELAY = Duration.ofMillis(10);

    // Nobody knows beforehand what a model draws, so these values err on the safe side: the most long-winded model
    // gives 2,600 tokens on average, and its longest of 20,000 answers took 261 s. A word is one to three tokens.
    private static final int TOKENS_PER_WORD = 2;
    private static final int LONG_ANSWER_TOKENS = 10_000;
    private static final int USUAL_TOKENS = 4_000;
    private static final Duration LONG_TTFT = Duration.ofMinutes(1);
    private static final Duration LONG_DELAY = Duration.ofMillis(25);

    // Soon enough that nearly all answers are still under way.
    private static final int TOKENS_BEFORE_A_DROP = 10;

    static AnswerShape from(SettingValues values) {
        return new AnswerShape(
                        values.get(LoadOptions.MODEL),
                        values.find(LoadOptions.LENGTH).orElse(null),
                        values.find(LoadOptions.DELAY).orElse(null),
                        values.find(LoadOptions.TTFT).orElse(null))
                .complete();
    }

    /** As {@link #from}, of which each answer asks for one of the models of a mix. */
    static AnswerShape from(SettingValues values, Mix mix) {
        // The slowest that is possible, for the limits of a run.
        var some = mix.models().stream()
                .filter(model -> !model.equals(CONSTANT))
                .findFirst()
                .orElse(CONSTANT);
        return new AnswerShape(
                some,
                values.find(LoadOptions.LENGTH).orElse(null),
                values.find(LoadOptions.DELAY).orElse(null),
                values.find(LoadOptions.TTFT).orElse(null));
    }

    private AnswerShape complete() {
        return model.equals(CONSTANT)
                ? new AnswerShape(
                        model,
                        length == null ? CONSTANT_LENGTH : length,
                        delay == null ? CONSTANT_DELAY : delay,
                        ttft == null ? Duration.ZERO : ttft)
                : this;
    }

    /** The same numbers for another model. */
    AnswerShape of(String other) {
        return new AnswerShape(other, length, delay, ttft).complete();
    }

    /** A recorded answer; what the recording does not tell is as here. */
    AnswerShape recorded(RecordedRequest request) {
        return new AnswerShape(
                model,
                request.answerTokens(),
                request.delay() == null ? delay : request.delay(),
                request.ttft() == null ? ttft : request.ttft());
    }

    /** One of the length that the longest of a recording has. */
    AnswerShape longest(Recording recording) {
        return new AnswerShape(model, recording.mostTokens(), delay, ttft);
    }

    /** Short answers at an even pace, cut into tokens as the model cuts them. */
    AnswerShape gentle(int mostWords, Duration delay) {
        return evenly(length == null ? mostWords : Math.min(length, mostWords), delay);
    }

    /** Answers of so many words at an even pace, cut into tokens as the model cuts them. */
    AnswerShape evenly(int words, Duration delay) {
        return new AnswerShape(model, words, delay, Duration.ZERO);
    }

    /** The time from the request to the last token on an infinitely fast system; null if only the reply tells it. */
    public @Nullable Duration ideal() {
        return model.equals(CONSTANT) ? usualTime() : null;
    }

    /** The same in microseconds; 0 if unknown. */
    public long idealUs() {
        var ideal = ideal();
        return ideal == null ? 0 : ideal.toNanos() / 1000;
    }

    /** How many tokens are asked for; null where only the emulator knows how many there will be. */
    public @Nullable Integer askedTokens() {
        return model.equals(CONSTANT) ? length : null;
    }

    /** {@code 50 of 100 tokens}, or {@code 50 tokens} where only the emulator knows how many there will be. */
    public String progress(int tokens) {
        var all = askedTokens();
        return tokens + (all == null ? "" : " of " + all) + " tokens";
    }

    /** The shortest time in which an answer can come, as far as the settings say. */
    Duration leastTime() {
        var first = ttft == null ? Duration.ZERO : ttft;
        return delay == null || length == null ? first : first.plus(delay.multipliedBy(length - 1L));
    }

    /** The time that an answer takes on an infinitely fast system; an upper estimate if the model draws it. */
    Duration usualTime() {
        return estimate(USUAL_TOKENS);
    }

    /**
     * A limit of at most a day that no answer of a working system exceeds. A slow answer is measured as slow; only
     * a hanging one fails.
     */
    Duration generousTimeout() {
        var generous = estimate(LONG_ANSWER_TOKENS).multipliedBy(3).plusSeconds(30);
        return Collections.min(List.of(generous, Duration.ofDays(1)));
    }

    int tokens() {
        return tokensOr(USUAL_TOKENS);
    }

    /** After how many tokens an answer is half over, or in full swing if its length is unknown. */
    public int halfwayTokens() {
        return length == null ? TOKENS_BEFORE_A_DROP : Math.max(1, length / 2);
    }

    private Duration estimate(int tokensUnlessGiven) {
        var first = ttft == null ? LONG_TTFT : ttft;
        var each = delay == null ? LONG_DELAY : delay;
        return first.plus(each.multipliedBy(tokensOr(tokensUnlessGiven) - 1L));
    }

    private int tokensOr(int unlessGiven) {
        return length == null ? unlessGiven : model.equals(CONSTANT) ? length : TOKENS_PER_WORD * length;
    }
}
