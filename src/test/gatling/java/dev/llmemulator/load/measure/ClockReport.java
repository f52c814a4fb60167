package dev.llmemulator.load.measure;

import java.util.Map;

/**
 * What was known of the servers' clock at the end of a run: that it is ours, or the offset of each emulator that told
 * its time, or why there is none.
 */
public record ClockReport(boolean ours, Map<String, ClockOffset> offsets, String trouble) {
    public static ClockReport of(ServerClock clock) {
        return new ClockReport(clock.isOurs(), clock.offsets(), clock.trouble());
    }

    /** Whether the servers' times can be compared with ours. */
    public boolean isKnown() {
        return ours || !offsets.isEmpty();
    }

    /** The largest error of all offsets, in microseconds. */
    public long errorUs() {
        return offsets.values().stream().mapToLong(ClockOffset::errorUs).max().orElse(0);
    }
}
