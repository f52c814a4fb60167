package dev.llmemulator.load.measure;

import java.util.Map;

/**
 * What was known of the servers' clock at the end of a run.
 *
 * @param ours whether it is our own clock
 * @param offsets the offset of each emulator that told its time; empty if it is our own clock
 * @param trouble why there is no offset; empty if there is nothing to explain
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
