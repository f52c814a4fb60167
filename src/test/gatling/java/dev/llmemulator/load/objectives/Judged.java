package dev.llmemulator.load.objectives;

import org.jspecify.annotations.Nullable;

/**
 * An objective, and whether a run met it.
 *
 * @param value in the objective's unit; null if the run has none, or too few values to tell it
 * @param low end of the 95 % confidence interval; null if there is none
 * @param high the other end; null if there is none
 * @param why the judgement in a sentence
 */
public record Judged(
        Objective objective,
        State state,
        @Nullable Double value,
        @Nullable Double low,
        @Nullable Double high,
        String why) {
    /** Whether an objective was met. */
    public enum State {
        /** The whole confidence interval is on the right side of the limit. */
        MET,
        /** The whole confidence interval is on the wrong side. */
        MISSED,
        /** The answers are too few, the figure is too close to the limit, or it was not measured. */
        UNDECIDED
    }
}
