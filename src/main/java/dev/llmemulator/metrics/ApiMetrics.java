package dev.llmemulator.metrics;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.Models;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.stream.AnswerResult;
import dev.llmemulator.stream.AnswerResult.End;
import dev.llmemulator.stream.PublishState;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** The answers of one API: how they end, and how exactly their tokens are paced. */
class ApiMetrics implements PacerObserver {
    private final MeterRegistry registry;
    private final String api;
    private final Histogram.Series lateness;
    private final Histogram.Series ttft;
    private final Histogram.Series ideal;
    private final Counter tokens;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Map<String, Map<End, Counter>> ends = new HashMap<>();

    ApiMetrics(
            MeterRegistry registry,
            String api,
            Histogram.Series lateness,
            Histogram.Series ttft,
            Histogram.Series ideal) {
        this.registry = registry;
        this.api = api;
        this.lateness = lateness;
        this.ttft = ttft;
        this.ideal = ideal;
        this.tokens = Counter.builder(Metrics.PREFIX + "tokens_published")
                .description("Tokens that were delivered: taken by Centrifugo, or written into the client's reply.")
                .tag("api", api)
                .register(registry);
        Gauge.builder(Metrics.PREFIX + "answers_under_way", underWay::get)
                .description("Answers under way.")
                .tag("api", api)
                .register(registry);
        for (var model : Models.names()) {
            var counters = new EnumMap<End, Counter>(End.class);
            for (var end : End.values()) {
                counters.put(
                        end,
                        Counter.builder(Metrics.PREFIX + "answers")
                                .description("Answers that have ended, by how they did.")
                                .tags("model", model, "end", label(end))
                                .register(registry));
            }
            ends.put(model, counters);
        }
    }

    static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public void starts(List<String> nodes, Supplier<PublishState> state) {
        Gauge.builder(Metrics.PREFIX + "lag", () -> state.get().lag().toNanos() / (double) TimeUnit.SECONDS.toNanos(1))
                .description("How far pacing is behind the due times of tokens.")
                .baseUnit(Metrics.SECONDS)
                .tag("api", api)
                .register(registry);
    }

    @Override
    public void delivered(long[] lateMicros, int count) {
        if (count > 0) {
            lateness.record(lateMicros, count);
            tokens.increment(count);
        }
    }

    @Override
    public void began() {
        underWay.incrementAndGet();
    }

    @Override
    public void firstToken(long tookNs) {
        ttft.record(TimeUnit.NANOSECONDS.toMicros(tookNs));
    }

    @Override
    public void ended(Answer answer, AnswerResult result, long tookNs) {
        underWay.decrementAndGet();
        var counters = Objects.requireNonNull(ends.get(answer.model().name()));
        Objects.requireNonNull(counters.get(result.end())).increment();
        if (result.end() == End.COMPLETE && result.idealNs() > 0) {
            ideal.record(Math.round(1e6 * tookNs / result.idealNs()));
        }
    }
}
