package dev.llmemulator.tracing;

import dev.llmemulator.http.RefusalReason;
import dev.llmemulator.http.RequestOutcome;
import dev.llmemulator.http.RequestTrace;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import org.jspecify.annotations.Nullable;

/**
 * The span of one request.
 *
 * @param method begins the span's name
 */
record RequestSpan(Span span, String method, Context context) implements RequestTrace {
    private static final int SERVER_ERRORS = 500;

    @Override
    public <T, E extends Exception> T within(Part<T, E> part) throws E {
        var scope = context.makeCurrent();
        try {
            return part.run();
        } finally {
            scope.close();
        }
    }

    @Override
    public void ended(String route, int status, @Nullable RefusalReason refusal, @Nullable Throwable failure) {
        if (!route.equals(RequestOutcome.NO_ROUTE)) {
            span.updateName(method + " " + route);
            span.setAttribute(Names.ROUTE, route);
        }
        if (status != 0) {
            span.setAttribute(Names.STATUS, (long) status);
        }
        if (refusal != null) {
            span.setAttribute(Names.REFUSAL, Names.of(refusal));
        }
        // Below 500 it is the client's own doing, so the span of the server has no error.
        if (status >= SERVER_ERRORS) {
            span.setAttribute(Names.ERROR_TYPE, Integer.toString(status)).setStatus(StatusCode.ERROR);
        } else if (failure != null) {
            span.setAttribute(Names.ERROR_TYPE, failure.getClass().getName()).setStatus(StatusCode.ERROR);
        }
        span.end();
    }
}
