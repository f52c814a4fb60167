package dev.llmemulator.answer;

import java.util.Random;

/**
 * Draws when each token of one answer is due: after the time to first token, then after a delay and perhaps a pause
 * or a stall.
 */
public final class TokenSchedule {
    private final Model model;
    private final Random random;
    private final long constantGapNs;
    private final Stall stall;
    private int drawn;
    private long dueNs;

    TokenSchedule(Model model, long seed, Stall stall) {
        this.model = model;
        this.stall = stall;
        this.random = Seeds.ofDelays(seed);
        this.constantGapNs = model.hasConstantPace() ? (long) model.delayNs().p50() : -1;
        this.dueNs = (long) model.ttftNs().draw(Seeds.ofTtft(seed));
    }

    /** Nanoseconds from the start of the answer until its next token is due. Never less than the last value. */
    public long nextDueNs(boolean startsSentence) {
        if (drawn > 0) {
            dueNs += constantGapNs >= 0 ? constantGapNs : drawnGapNs(startsSentence);
        }
        if (drawn == stall.afterTokens()) {
            dueNs += stall.ns();
        }
        drawn++;
        return dueNs;
    }

    private long drawnGapNs(boolean startsSentence) {
        var gapNs = (long) model.delayNs().draw(random);
        return startsSentence && random.nextDouble() < model.pauses().probability()
                ? gapNs + (long) model.pauses().lengthNs().draw(random)
                : gapNs;
    }
}
