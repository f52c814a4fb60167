package dev.llmemulator.answer;

import java.util.Random;

/**
 * Draws when each token of one answer is due: after the time to first token, then after a delay and perhaps a pause.
 */
public final class TokenSchedule {
    private final Model model;
    private final Random random;
    private final boolean hasPauses;
    private boolean begun;
    private long dueNs;

    TokenSchedule(Model model, long seed) {
        this.model = model;
        this.random = Seeds.ofDelays(seed);
        this.hasPauses = model.pauses().probability() > 0;
        this.dueNs = (long) model.ttftNs().draw(Seeds.ofTtft(seed));
    }

    /**
     * Nanoseconds from the start of the answer until its next token is due. Never less than the last value.
     *
     * @param startsSentence whether that token begins a sentence
     */
    public long nextDueNs(boolean startsSentence) {
        if (!begun) {
            begun = true;
            return dueNs;
        }
        dueNs += (long) model.delayNs().draw(random);
        if (hasPauses && startsSentence && random.nextDouble() < model.pauses().probability()) {
            dueNs += (long) model.pauses().lengthNs().draw(random);
        }
        return dueNs;
    }
}
