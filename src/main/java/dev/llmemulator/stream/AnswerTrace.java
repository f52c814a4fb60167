package dev.llmemulator.stream;

/** Told what becomes of one answer. Several threads call it. */
public interface AnswerTrace {
    /** That of an answer without one. */
    AnswerTrace NONE = new AnswerTrace() {};

    /** The first token was delivered. */
    default void firstToken() {}

    default void ended(AnswerResult result) {}
}
