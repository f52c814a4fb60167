package dev.llmemulator.tracing;

import dev.llmemulator.pacing.BatchTrace;
import dev.llmemulator.pacing.BatchTracer;
import dev.llmemulator.pacing.Outgoing;
import dev.llmemulator.stream.AnswerEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.TraceFlags;
import io.opentelemetry.api.trace.TraceState;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapPropagator;
import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Makes a span of each batch that has something of a traced answer. It is a part of the first one, and linked to the
 * others, as these are to it. Other batches tell Centrifugo not to trace them either, because it would make a trace of
 * its own of each.
 */
final class BatchSpans implements BatchTracer {
    private final Tracer tracer;
    private final TextMapPropagator propagator;
    private final BatchTrace untraced;

    BatchSpans(Tracer tracer, TextMapPropagator propagator) {
        this.tracer = tracer;
        this.propagator = propagator;
        var ids = IdGenerator.random();
        var context = Context.root()
                .with(Span.wrap(SpanContext.create(
                        ids.generateTraceId(),
                        ids.generateSpanId(),
                        TraceFlags.getDefault(),
                        TraceState.getDefault())));
        // Once, because most batches are like this.
        var fields = new HashMap<String, String>();
        inject(context, fields::put);
        this.untraced = new BatchTrace() {
            @Override
            public void putHeaders(BiConsumer<String, String> headers) {
                fields.forEach(headers);
            }
        };
    }

    private void inject(Context context, BiConsumer<String, String> headers) {
        propagator.inject(context, headers, (to, name, value) -> to.accept(name, value));
    }

    @Override
    public BatchTrace begins(List<? extends Outgoing<?>> batch, String host, int port) {
        var answers = new ArrayList<Span>(0);
        var events = 0;
        var retries = 0;
        for (var outgoing : batch) {
            events += outgoing.events();
            retries += outgoing.isRetry() ? 1 : 0;
            if (outgoing.event(0).trace() instanceof AnswerSpan answer && answer.goesInto(isLast(outgoing))) {
                answers.add(answer.span);
            }
        }
        if (answers.isEmpty()) {
            return untraced;
        }
        var parent = Context.root().with(answers.get(0));
        var builder = tracer.spanBuilder("publish")
                .setSpanKind(SpanKind.CLIENT)
                .setParent(parent)
                .setAttribute(Names.SYSTEM, "centrifugo")
                .setAttribute(Names.MESSAGING_OPERATION, "publish")
                .setAttribute(Names.OPERATION_TYPE, "send")
                .setAttribute(Names.MESSAGES, (long) events)
                .setAttribute(Names.ANSWERS, (long) batch.size())
                .setAttribute(Names.SERVER_ADDRESS, host)
                .setAttribute(Names.SERVER_PORT, (long) port);
        if (retries > 0) {
            builder.setAttribute(Names.RETRIES, (long) retries);
        }
        // Not to the parent as well: Jaeger would show that link in place of the parent.
        var others = answers.subList(1, answers.size());
        others.forEach(answer -> builder.addLink(answer.getSpanContext()));
        var span = builder.startSpan();
        others.forEach(answer -> answer.addLink(span.getSpanContext()));
        return new BatchSpan(span, headers -> inject(parent.with(span), headers));
    }

    private static boolean isLast(Outgoing<?> outgoing) {
        return outgoing.event(outgoing.events() - 1).type() != AnswerEvent.Type.TOKEN;
    }
}
