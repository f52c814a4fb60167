package dev.llmemulator.stream;

import dev.llmemulator.answer.Answer;

/** Told of the answers of one carrier. Several threads call it. */
public interface AnswerObserver {
    /** Does not care. */
    AnswerObserver NONE = new AnswerObserver() {};

    default void began() {}

    /** The first token of an answer was delivered so long after the answer had begun. */
    default void firstToken(long tookNs) {}

    /** An answer that had begun has ended. */
    default void ended(Answer answer, AnswerResult result, long tookNs) {}
}
