package dev.llmemulator.load.objectives;

/**
 * What a run tells of a figure: its value, and the 95 % confidence interval for what it would be over very many answers.
 *
 * @param value not a number if there are too few values to report it
 * @param high infinite if the answers are too few for this end
 * @param answers that are independent of each other
 */
record Estimate(double value, double low, double high, long answers) {
    /** A fact about the run itself, which has no interval. */
    static Estimate exact(double value, long answers) {
        return new Estimate(value, value, value, answers);
    }

    /** The same in another unit. */
    Estimate times(double factor) {
        return new Estimate(value * factor, low * factor, high * factor, answers);
    }
}
