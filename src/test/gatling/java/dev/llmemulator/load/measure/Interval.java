package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What fell into one interval of a run. Not to be shared by threads without a lock. */
public final class Interval {
    /** What is counted by intervals: tokens received, answers that came whole, answers that did not. */
    public enum Count {
        TOKENS,
        PASSED,
        FAILED
    }

    private final Map<Metric, IntervalSpans> spans = new EnumMap<>(Metric.class);
    private long tokens;
    private long passed;
    private long failed;

    /** One span more. */
    void span(Metric metric, long us) {
        spans.computeIfAbsent(metric, any -> new IntervalSpans()).add(us);
    }

    /** One more of these. */
    void count(Count count) {
        switch (count) {
            case TOKENS -> tokens++;
            case PASSED -> passed++;
            case FAILED -> failed++;
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
        var copy = new Interval();
        copy.add(this);
        return copy;
    }

    /** Spans of one kind; null if there were none. */
    public @Nullable IntervalSpans spans(Metric metric) {
        return spans.get(metric);
    }

    /** How many of these there were. */
    public long counted(Count count) {
        return switch (count) {
            case TOKENS -> tokens;
            case PASSED -> passed;
            case FAILED -> failed;
        };
    }
}
