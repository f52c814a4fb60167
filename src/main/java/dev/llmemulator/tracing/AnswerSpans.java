package dev.llmemulator.tracing;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.stream.AnswerTrace;
import dev.llmemulator.stream.AnswerTracer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;

/** Makes a span of each answer whose request has one. */
record AnswerSpans(Tracer tracer) implements AnswerTracer {
    @Override
    public AnswerTrace begins(String sessionId, String id, Answer answer) {
        // A request that is not sampled has none, and its answer must not become the root of a trace of its own.
        if (!Span.current().getSpanContext().isSampled()) {
            return AnswerTrace.NONE;
        }
        var model = answer.model().name();
        return new AnswerSpan(tracer.spanBuilder("chat " + model)
                .setAttribute(Names.OPERATION, "chat")
                .setAttribute(Names.PROVIDER, "llm-emulator")
                .setAttribute(Names.MODEL, model)
                .setAttribute(Names.SEED, answer.seed())
                .setAttribute(Names.ANSWER, id)
                .setAttribute(Names.SESSION, sessionId)
                .startSpan());
    }
}
