package dev.llmemulator.load.watch;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * How late the runs of one probe are, against due times that are laid down beforehand. A probe that is held up for a second has missed
 * a hundred due times, and each of them counts with its own lateness: what is slow cannot hide by being asked less often.
 */
final class Lateness {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Histogram lateUs = new Histogram(SIGNIFICANT_DIGITS);
    private final long periodNs;
    private long dueNs;

    /** All times are those of one clock of nanoseconds; the first run is due a period after the start. */
    Lateness(long startNs, long periodNs) {
        this.periodNs = periodNs;
        dueNs = startNs + periodNs;
    }

    /** Counts every due time that has come by now, and returns the next. */
    synchronized long ranAt(long nowNs) {
        for (; nowNs - dueNs >= 0; dueNs += periodNs) {
            lateUs.recordValue(TimeUnit.NANOSECONDS.toMicros(nowNs - dueNs));
        }
        return dueNs;
    }

    /** Adds what was counted to a histogram of microseconds. */
    synchronized void addTo(Histogram sum) {
        sum.add(lateUs);
    }
}
