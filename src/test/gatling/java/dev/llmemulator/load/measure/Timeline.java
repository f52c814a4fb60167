package dev.llmemulator.load.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The figures of a run by intervals of time, all of one length. They begin with a second each; when there would be too many of
 * them, neighbours are merged and all are twice as long.
 *
 * <p>Values may come in any order: what is said of an answer at its end goes to the intervals in which it happened. Not to be shared by
 * threads without a lock.
 */
final class Timeline {
    /** A chart has no room for more. */
    static final int MOST_INTERVALS = 240;

    private static final long SECOND_US = TimeUnit.SECONDS.toMicros(1);

    private List<Interval> intervals = new ArrayList<>();
    private long lengthSeconds = 1;
    private long startUs = Long.MIN_VALUE;

    /** A span that ended at this time. */
    void span(Metric metric, long us, long atUs) {
        if (metric.isToldByIntervals()) {
            at(atUs).span(metric, us);
        }
    }

    /** One more at this time. */
    void count(Interval.Count count, long atUs) {
        at(atUs).count(count);
    }

    /** The first interval begins now, unless it has begun; what happened before belongs to it. */
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

    /** A copy of all intervals until now. */
    OverTime overTime() {
        return new OverTime(
                lengthSeconds, intervals.stream().map(Interval::copy).toList());
    }
}
