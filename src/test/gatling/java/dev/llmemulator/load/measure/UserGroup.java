package dev.llmemulator.load.measure;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What some of a run's users feel, over time, beside the figures of all of them; and what happens to them. */
public final class UserGroup {
    private static final int SIGNIFICANT_DIGITS = 2;

    private final Timeline timeline = new Timeline();
    private final Map<String, Long> events = new ConcurrentHashMap<>();
    private final Histogram cutOffUs = new ConcurrentHistogram(SIGNIFICANT_DIGITS);

    /** The run begins; intervals count from then. */
    public synchronized void begin(long nowUs) {
        timeline.begin(nowUs);
    }

    public synchronized void record(Metric metric, long value, long atUs) {
        timeline.record(metric, Measurements.bounded(value), atUs);
    }

    public synchronized OverTime overTime() {
        return timeline.overTime();
    }

    /** An event, whose name is one of few, happened so often. */
    public void count(String event, long times) {
        events.merge(event, times, Long::sum);
    }

    /** The events by name. */
    public Map<String, Long> events() {
        return new TreeMap<>(events);
    }

    public long counted(String event) {
        return events.getOrDefault(event, 0L);
    }

    /** The connection of a user who read slowly was lost, so long after that had begun. */
    public void cutOff(long afterUs) {
        cutOffUs.recordValue(Math.max(0, afterUs));
    }

    /** After how many microseconds those were cut off who read slowly. */
    public Histogram cutOffUs() {
        return cutOffUs.copy();
    }
}
