package dev.llmemulator.answer;

import java.util.Random;

/** Due times as a model draws them: time to first token, delays between tokens, and pauses where a sentence begins. */
final class DrawnSchedule implements TokenSchedule {
    private final Model model;
    private final Random random;
    private boolean begun;
    private long dueNs;

    DrawnSchedule(Model model, long seed) {
        this.model = model;
        this.random = Seeds.ofDelays(seed);
        this.dueNs = (long) model.ttftNs().draw(Seeds.ofTtft(seed));
    }

    @Override
    public long nextDueNs(boolean startsSentence) {
        if (!begun) {
            begun = true;
            return dueNs;
        }
        dueNs += (long) model.delayNs().draw(random);
        if (startsSentence && random.nextDouble() < model.pauses().probability()) {
            dueNs += (long) model.pauses().lengthNs().draw(random);
        }
        return dueNs;
    }
}
