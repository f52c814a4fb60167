package dev.llmemulator.answer;

/**
 * Silences in the middle of an answer, like those of a model that reasons: some sentences begin after a pause.
 *
 * @param probability probability of a pause before a sentence other than the first
 * @param lengthNs length of a pause, in nanoseconds
 */
record Pauses(double probability, LogNormal lengthNs) {
    static final Pauses NONE = new Pauses(0, LogNormal.constant(0));
}
