package dev.llmemulator.load.measure;

/** Whether a complete answer met all objectives of an answer. */
public enum Goodness {
    GOOD,
    NOT_GOOD,
    /** It has no value of something that has an objective, and met the others. */
    NOT_KNOWN
}
