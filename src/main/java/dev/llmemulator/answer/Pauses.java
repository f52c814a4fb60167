package dev.llmemulator.answer;

/** Silences in the middle of an answer: some sentences other than the first begin after a pause, in nanoseconds. */
record Pauses(double probability, LogNormal lengthNs) {
    static final Pauses NONE = new Pauses(0, LogNormal.constant(0));
}
