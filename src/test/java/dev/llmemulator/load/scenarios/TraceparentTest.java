package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.tracing.OtlpReceiver;
import io.opentelemetry.proto.trace.v1.Span;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The trace context of questions, as an emulator that sends traces reads it. */
@Timeout(60)
class TraceparentTest extends JourneyFixture {
    @ParameterizedTest
    @CsvSource({"'', ''", "transport, sse", "profile, emulator"})
    void questions_allSampled_haveTracesOfTheirOwnAndTheSlowestIsNamed(String setting, String value) throws Exception {
        try (var receiver = new OtlpReceiver()) {
            var given = new HashMap<String, String>(Map.of("traceparent", "true"));
            if (!setting.isEmpty()) {
                given.put(setting, value);
            }
            // The sampler would keep none by itself.
            var figures = ask(receiver, "parentbased_always_off", given);
            assertThat(traces(receiver))
                    .hasSize(6)
                    .contains(Objects.requireNonNull(
                            Objects.requireNonNull(figures.slowest()).traceId()));
        }
    }

    @Test
    void questions_noneSampled_leaveNoTraceAndNameNone() throws Exception {
        try (var receiver = new OtlpReceiver()) {
            var figures = ask(receiver, "parentbased_always_on", Map.of("traceparent", "0"));
            assertThat(traces(receiver)).isEmpty();
            assertThat(Objects.requireNonNull(figures.slowest()).traceId()).isNull();
        }
    }

    @Test
    void questions_withoutTheSetting_leaveItToTheServer() throws Exception {
        try (var receiver = new OtlpReceiver()) {
            var figures = ask(receiver, "parentbased_always_on", Map.of());
            assertThat(traces(receiver)).hasSize(6);
            assertThat(Objects.requireNonNull(figures.slowest()).traceId()).isNull();
        }
    }

    private Figures ask(OtlpReceiver receiver, String sampler, Map<String, String> more) {
        var given = new HashMap<>(more);
        given.putAll(Map.of("clients", "3", "cycles", "2", "length", "5", "delay", "0.002"));
        try (var stack = EmbeddedStack.start(
                Map.of("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.url(), "OTEL_TRACES_SAMPLER", sampler))) {
            var figures = take(
                    given,
                    new Endpoints(stack.httpUrl(), stack.webSocketUrl(), stack.tokenHmacSecret()),
                    List.of(JourneyFixture::watch));
            assertThat(figures.errors()).isEmpty();
            assertThat(figures.passed()).isEqualTo(6);
            return figures;
        }
    }

    /** The traces that have an answer. */
    private static Set<String> traces(OtlpReceiver receiver) {
        return receiver.spans()
                .filter(span -> span.getName().startsWith("chat "))
                .map(Span::getTraceId)
                .map(OtlpReceiver::hex)
                .collect(Collectors.toSet());
    }
}
