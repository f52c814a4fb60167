package dev.llmemulator.load.watch;

import org.jspecify.annotations.Nullable;

/** Averages a share over the spans of a run. */
final class ShareMeter {
    private double seconds;
    private double used;
    private double most;

    void add(double share, double ofSeconds) {
        var within = Math.min(Math.max(share, 0), 1);
        seconds += ofSeconds;
        used += within * ofSeconds;
        most = Math.max(most, within);
    }

    /** Returns null if nothing was added. */
    @Nullable
    CpuShare share() {
        return seconds > 0 ? new CpuShare(used / seconds, most) : null;
    }
}
