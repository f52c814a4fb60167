package dev.llmemulator.answer;

/**
 * Silences in the middle of an answer, as of a model that thinks again: some sentences begin so much later.
 *
 * @param probability that a sentence other than the first begins with one
 * @param lengthNs how long one lasts, in nanoseconds
 */
record Pauses(double probability, LogNormal lengthNs) {
    static final Pauses NONE = new Pauses(0, LogNormal.constant(0));
}
