package dev.llmemulator.load.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The figures of a run by intervals of equal length. Intervals begin with one second each; when there would be too many, neighbours
 * are merged and the length doubles.
 *
 * <p>Values may come in any order: what an answer tells at its end goes to the intervals in which it happened. Threads that share it
 * need a lock.
 */
final class Timeline {
    /** A chart has no room for more. */
    static final int MOST_INTERVALS = 240;

    private static final long SECOND_US = TimeUnit.SECONDS.toMicros(1);

    private List<Interval> intervals = new ArrayList<>();
    private long lengthSeconds = 1;
    private long startUs = Long.MIN_VALUE;

    void record(Metric metric, long value, long atUs) {
        if (metric.has(Metric.Trait.OVER_TIME)) {
            at(atUs).add(metric, value);
        }
    }

    void count(Interval.Count count, long atUs) {
        at(atUs).count(count);
    }

    /** An answer began at this time and made it so many under way. */
    void started(long nowUs, long underWay) {
        var interval = at(nowUs);
        interval.count(Interval.Count.STARTED);
        interval.underWay(underWay);
    }

    /** Begins the first interval, unless it has begun. It also takes what happened before it. */
    void begin(long nowUs) {
        if (startUs == Long.MIN_VALUE) {
            startUs = nowUs;
        }
    }

    private Interval at(long atUs) {
        begin(atUs);
        var second = Math.max(0, atUs - startUs) / SECOND_US;
        while (second / lengthSeconds >= MOST_INTERVALS) {
            mergeNeighbours();
        }
        var index = (int) (second / lengthSeconds);
        while (intervals.size() <= index) {
            intervals.add(new Interval());
        }
        return intervals.get(index);
    }

    private void mergeNeighbours() {
        var merged = new ArrayList<Interval>();
        for (var i = 0; i < intervals.size(); i++) {
            if (i % 2 == 0) {
                merged.add(intervals.get(i));
            } else {
                merged.get(i / 2).add(intervals.get(i));
            }
        }
        intervals = merged;
        lengthSeconds *= 2;
    }

    OverTime overTime() {
        var copies = new ArrayList<Interval>();
        var underWay = 0L;
        for (Interval interval : intervals) {
            var copy = interval.copy();
            // Answers of the interval before are still under way.
            copy.underWay(underWay);
            underWay += interval.increase();
            copies.add(copy);
        }
        return new OverTime(lengthSeconds, List.copyOf(copies));
    }
}
