package dev.llmemulator.stream;

import dev.llmemulator.answer.Answer;

/** Makes a trace of each answer that is to have one. Several threads call it. */
public interface AnswerTracer {
    /** Traces none. */
    AnswerTracer NONE = (sessionId, id, answer) -> AnswerTrace.NONE;

    /** An answer begins, as a part of what the calling thread is doing. */
    AnswerTrace begins(String sessionId, String id, Answer answer);
}
