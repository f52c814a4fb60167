package dev.llmemulator.load.watch;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How late the runs of one probe are. The due times are fixed beforehand. A probe that is held up for a second misses a
 * hundred of them, and each counts with its own lateness, so a slow loop cannot hide by running its probe less often.
 */
final class Lateness {
    private final Histogram lateUs = new Histogram(3);
    private final long periodNs;
    private long dueNs;

    /** All times come from {@link System#nanoTime}. The first run is due one period after the start. */
    Lateness(long startNs, long periodNs) {
        this.periodNs = periodNs;
        dueNs = startNs + periodNs;
    }

    /** Counts every due time that has passed, and returns the next one. */
    synchronized long ranAt(long nowNs) {
        for (; nowNs - dueNs >= 0; dueNs += periodNs) {
            lateUs.recordValue(TimeUnit.NANOSECONDS.toMicros(nowNs - dueNs));
        }
        return dueNs;
    }

    synchronized void addTo(Histogram sum) {
        sum.add(lateUs);
    }
}
