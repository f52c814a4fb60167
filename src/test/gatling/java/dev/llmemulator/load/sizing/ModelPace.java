package dev.llmemulator.load.sizing;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.Model;

/**
 * How an answer of a model is on average.
 *
 * @param tokens of an answer
 * @param seconds from the question to the last token
 */
record ModelPace(String model, double tokens, double seconds) {
    /** As many answers as make the mean exact to about two percent. */
    private static final int ANSWERS = 2_000;

    static ModelPace of(Model model) {
        var tokens = 0L;
        var ns = 0.0;
        for (var seed = 0; seed < ANSWERS; seed++) {
            var answer = new Answer(model, seed);
            var schedule = answer.schedule();
            var lastNs = 0L;
            for (var each = answer.tokens(); each.hasNext(); tokens++) {
                each.next();
                lastNs = schedule.nextDueNs(each.startsSentence());
            }
            ns += lastNs;
        }
        return new ModelPace(model.name(), (double) tokens / ANSWERS, ns / ANSWERS / 1e9);
    }

    /** Tokens a second that a user gets while its answer is under way. */
    double tokensPerSecond() {
        return tokens / seconds;
    }

    /** How much of its time a user gets an answer, if it thinks so long between two of them. */
    double answering(double thinkSeconds) {
        return seconds / (seconds + thinkSeconds);
    }
}
