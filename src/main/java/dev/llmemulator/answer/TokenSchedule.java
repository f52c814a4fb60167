package dev.llmemulator.answer;

import java.time.Duration;

/** The times at which the tokens of one answer fall due, one after the other; never goes back. */
public interface TokenSchedule {
    /**
     * Nanoseconds from the start of the answer until its next token is due; never less than the last answer.
     *
     * @param startsSentence whether that token begins a sentence
     */
    long nextDueNs(boolean startsSentence);

    /** The first token after {@code ttft}, each further one {@code delay} after the one before. */
    static TokenSchedule evenly(Duration ttft, Duration delay) {
        return new EvenSchedule(ttft.toNanos(), delay.toNanos());
    }
}
