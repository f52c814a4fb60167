package dev.llmemulator.tracing;

import dev.llmemulator.http.RequestTracer;
import dev.llmemulator.pacing.BatchTracer;
import dev.llmemulator.settings.TracingSettings;
import dev.llmemulator.stream.AnswerTracer;

/**
 * What makes the traces of one emulator. A sampled request becomes a span, its answer a span below it, and each batch in
 * which tokens of the answer go out a span below that, or one that is linked to it.
 *
 * @param ending sends what is not sent yet
 */
public record Tracing(RequestTracer requests, AnswerTracer answers, BatchTracer batches, Runnable ending)
        implements AutoCloseable {
    private static final Tracing OFF = new Tracing(RequestTracer.NONE, AnswerTracer.NONE, BatchTracer.NONE, () -> {});

    /**
     * Starts tracing, if it is on.
     *
     * @throws dev.llmemulator.settings.InvalidSettingException if OpenTelemetry does not accept one of its variables
     */
    public static Tracing start(TracingSettings settings, String version, String instance) {
        // Only here, so that no class of OpenTelemetry is loaded for nothing.
        return settings.endpoint() == null ? OFF : Sdk.start(settings, version, instance);
    }

    @Override
    public void close() {
        ending.run();
    }
}
