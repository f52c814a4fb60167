package dev.llmemulator.tracing;

import dev.llmemulator.pacing.BatchTrace;
import dev.llmemulator.pacing.PublishException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The span of one batch.
 *
 * @param propagation puts into headers what continues the trace
 */
record BatchSpan(Span span, Consumer<BiConsumer<String, String>> propagation) implements BatchTrace {
    @Override
    public void putHeaders(BiConsumer<String, String> headers) {
        propagation.accept(headers);
    }

    @Override
    public void answered(@Nullable PublishException[] outcomes) {
        var failed = 0;
        for (var outcome : outcomes) {
            if (outcome != null) {
                if (failed == 0) {
                    error(outcome);
                }
                failed++;
            }
        }
        if (failed > 0) {
            span.setAttribute(Names.NOT_DELIVERED, (long) failed);
        }
        span.end();
    }

    @Override
    public void failed(Exception reason) {
        error(reason);
        span.end();
    }

    private void error(Exception reason) {
        var type = reason instanceof PublishException known
                ? Names.of(known.reason())
                : reason.getClass().getName();
        span.setAttribute(Names.ERROR_TYPE, type).setStatus(StatusCode.ERROR, String.valueOf(reason.getMessage()));
    }
}
