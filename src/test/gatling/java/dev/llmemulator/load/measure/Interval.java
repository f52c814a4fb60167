package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What happened in one interval of a run. Threads that share it need a lock. */
public final class Interval {
    /** What intervals count: tokens received; answers that began, came whole, were good, failed, and of these were refused. */
    public enum Count {
        TOKENS,
        STARTED,
        PASSED,
        /** Met all objectives of an answer; counted only where there are some. */
        GOOD,
        FAILED,
        REFUSED
    }

    private final Map<Metric, IntervalValues> values = new EnumMap<>(Metric.class);
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private long mostUnderWay;

    void add(Metric metric, long value) {
        valuesOf(metric).add(value);
    }

    // Without a lambda that captures, because every token comes this way.
    private IntervalValues valuesOf(Metric metric) {
        var known = values.get(metric);
        if (known == null) {
            known = new IntervalValues(metric.unit());
            values.put(metric, known);
        }
        return known;
    }

    void count(Count count) {
        counts.merge(count, 1L, Long::sum);
    }

    /** So many answers were under way at once at some moment of this interval. */
    void underWay(long answers) {
        mostUnderWay = Math.max(mostUnderWay, answers);
    }

    void add(Interval other) {
        other.values.forEach((metric, each) -> valuesOf(metric).add(each));
        other.counts.forEach((count, each) -> counts.merge(count, each, Long::sum));
        underWay(other.mostUnderWay);
    }

    /** What happened in several intervals together. */
    public static Interval sum(List<Interval> intervals) {
        var sum = new Interval();
        intervals.forEach(sum::add);
        return sum;
    }

    Interval copy() {
        var copy = new Interval();
        copy.add(this);
        return copy;
    }

    public @Nullable IntervalValues values(Metric metric) {
        return values.get(metric);
    }

    public long counted(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    /** How many more answers began than ended. */
    long increase() {
        return counted(Count.STARTED) - counted(Count.PASSED) - counted(Count.FAILED);
    }

    /** The most answers that were under way at once; each user has at most one. */
    public long mostUnderWay() {
        return mostUnderWay;
    }
}
