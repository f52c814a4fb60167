package dev.llmemulator.load.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/**
 * The figures of a run by intervals of time, all of one length. They begin with a second each; when there would be too many of
 * them, neighbours are merged and all are twice as long.
 *
 * <p>Each event loop fills a buffer of its own, so that none waits for another at a token. Values may come in any order: what is said of
 * an answer at its end goes to the intervals in which it happened.
 */
final class Timeline {

    /** A chart has no room for more. */
    static final int MOST_INTERVALS = 240;

    private static final long SECOND_US = TimeUnit.SECONDS.toMicros(1);

    private final Queue<TimelineBuffer> buffers = new ConcurrentLinkedQueue<>();
    private final ThreadLocal<TimelineBuffer> ownBuffer = ThreadLocal.withInitial(this::newBuffer);

    // The lock of this guards the rest.
    private List<Interval> intervals = new ArrayList<>();
    private long lengthSeconds = 1;
    private long startUs = Long.MIN_VALUE;

    private TimelineBuffer newBuffer() {
        TimelineBuffer buffer = new TimelineBuffer(this);
        buffers.add(buffer);
        return buffer;
    }

    /** A span that ended at this time. */
    void span(Metric metric, long us, long atUs) {
        if (Interval.SPANS.contains(metric)) {
            ownBuffer.get().add(metric, us, atUs);
        }
    }

    /** One more at this time. */
    void count(Interval.Count count, long atUs) {
        ownBuffer.get().add(count, 1, atUs);
    }

    /** The first interval begins now, unless it has begun; what happened before belongs to it. */
    synchronized void begin(long nowUs) {
        if (startUs == Long.MIN_VALUE) {
            startUs = nowUs;
        }
    }

    /** The interval that a time belongs to; the caller holds the lock of this. */
    Interval at(long atUs) {
        begin(atUs);
        long second = Math.max(0, atUs - startUs) / SECOND_US;
        while (second / lengthSeconds >= MOST_INTERVALS) {
            mergeNeighbours();
        }
        int index = (int) (second / lengthSeconds);
        while (intervals.size() <= index) {
            intervals.add(new Interval());
        }
        return intervals.get(index);
    }

    private void mergeNeighbours() {
        List<Interval> merged = new ArrayList<>();
        for (int i = 0; i < intervals.size(); i++) {
            if (i % 2 == 0) {
                merged.add(intervals.get(i));
            } else {
                merged.get(i / 2).add(intervals.get(i));
            }
        }
        intervals = merged;
        lengthSeconds *= 2;
    }

    /** All intervals until now. */
    OverTime overTime() {
        buffers.forEach(TimelineBuffer::flush);
        synchronized (this) {
            return new OverTime(
                    lengthSeconds, intervals.stream().map(Interval::copy).toList());
        }
    }
}
