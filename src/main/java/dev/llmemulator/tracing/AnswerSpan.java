package dev.llmemulator.tracing;

import dev.llmemulator.stream.AnswerResult;
import dev.llmemulator.stream.AnswerTrace;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** The span of one answer. */
final class AnswerSpan implements AnswerTrace {
    /** As many links as a span has by default. A reader of a trace looks at no more, and long answers have thousands. */
    private static final int MOST_BATCHES = 128;

    final Span span;
    private final AtomicLong batches = new AtomicLong();

    AnswerSpan(Span span) {
        this.span = span;
    }

    /** Counts one more batch that this answer is in; whether it is to have a span, as the first ones and the last have. */
    boolean goesInto(boolean last) {
        return batches.incrementAndGet() < MOST_BATCHES || last;
    }

    @Override
    public void firstToken() {
        span.addEvent("first_token");
    }

    @Override
    public void ended(AnswerResult result) {
        span.setAttribute(Names.TOKENS, (long) result.tokens());
        if (batches.get() > 0) {
            span.setAttribute(Names.BATCHES, batches.get());
        }
        if (result.unacknowledged() > 0) {
            span.setAttribute(Names.UNACKNOWLEDGED, (long) result.unacknowledged());
        }
        switch (result.end()) {
            case COMPLETE -> {
                span.setAttribute(Names.IDEAL, result.idealNs() / (double) TimeUnit.SECONDS.toNanos(1))
                        .addEvent("done");
                finishedBy("stop");
            }
            case HUNG_UP, CANCELLED -> {
                tell(Names.of(result.end()), result);
                finishedBy(Names.of(result.end()));
            }
            case PUBLISH_FAILED, CUT_OFF -> {
                tell("error", result);
                finishedBy("error");
                span.setAttribute(Names.ERROR_TYPE, Names.of(result.end()))
                        .setStatus(StatusCode.ERROR, result.detail());
            }
        }
        span.end();
    }

    private void tell(String event, AnswerResult result) {
        span.addEvent(event, Attributes.of(Names.DETAIL, result.detail()));
    }

    private void finishedBy(String reason) {
        span.setAttribute(Names.FINISH_REASONS, List.of(reason));
    }
}
