package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What fell into one interval of a run. Not to be shared by threads without a lock. */
final class Interval {

    /** The spans that are told by intervals. */
    static final Set<Metric> SPANS = Set.of(Metric.TTFT, Metric.INTER_TOKEN_LATENCY, Metric.TOKEN_DELAY);

    /** What is counted by intervals: tokens received, answers that came whole, answers that did not. */
    enum Count {
        TOKENS,
        PASSED,
        FAILED
    }

    private final Map<Metric, IntervalSpans> spans = new EnumMap<>(Metric.class);
    private long tokens;
    private long passed;
    private long failed;

    /**
     * One thing more.
     *
     * @param kind a {@link Metric} or a {@link Count}
     * @param amount microseconds of the one, or how many of the other
     */
    void add(Enum<?> kind, long amount) {
        if (kind instanceof Metric metric) {
            spans.computeIfAbsent(metric, any -> new IntervalSpans()).add(amount);
        } else if (kind instanceof Count count) {
            switch (count) {
                case TOKENS -> tokens += amount;
                case PASSED -> passed += amount;
                case FAILED -> failed += amount;
            }
        }
    }

    /** All that the other one has, which stays as it is. */
    void add(Interval other) {
        other.spans.forEach((metric, each) ->
                spans.computeIfAbsent(metric, any -> new IntervalSpans()).add(each));
        tokens += other.tokens;
        passed += other.passed;
        failed += other.failed;
    }

    Interval copy() {
        Interval copy = new Interval();
        copy.add(this);
        return copy;
    }

    /** Spans of one kind; null if there were none. */
    @Nullable
    IntervalSpans spans(Metric metric) {
        return spans.get(metric);
    }

    long count(Count count) {
        return switch (count) {
            case TOKENS -> tokens;
            case PASSED -> passed;
            case FAILED -> failed;
        };
    }
}
