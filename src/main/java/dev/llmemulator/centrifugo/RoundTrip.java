package dev.llmemulator.centrifugo;

import java.time.Duration;

/**
 * The round trip of requests to one node, in nanoseconds: its smoothed length, and its shortest lately, which is what the
 * way and the work take when nothing queues.
 *
 * <p>The shortest is that of the current and the previous minute. The smoothed one halves with every five seconds in which
 * the node is not used, so that a node that was slow is tried again some time. Knows no clock of its own.
 */
final class RoundTrip {
    private static final double WEIGHT_OF_NEWEST = 0.2;
    private static final long WINDOW_NS = Duration.ofMinutes(1).toNanos();
    private static final double HALVES_IN_NS = Duration.ofSeconds(5).toNanos();

    private double smoothedNs;
    private long measuredNs;
    private boolean measured;
    private long shortestNs = Long.MAX_VALUE;
    private long shortestBeforeNs = Long.MAX_VALUE;
    private long windowStartNs;

    /** A request succeeded and took so long. */
    void add(long ns, long nowNs) {
        smooth(ns, nowNs);
        if (shortestNs == Long.MAX_VALUE) {
            windowStartNs = nowNs;
        } else if (nowNs - windowStartNs > WINDOW_NS) {
            shortestBeforeNs = shortestNs;
            shortestNs = Long.MAX_VALUE;
            windowStartNs = nowNs;
        }
        shortestNs = Math.min(shortestNs, ns);
    }

    /** A request failed after so long. Whoever refuses at once need not be near: it is no sign of a short way. */
    void addFailed(long ns, long nowNs) {
        if (ns > expectedNs(nowNs)) {
            smooth(ns, nowNs);
        }
    }

    private void smooth(long ns, long nowNs) {
        var beforeNs = measured ? expectedNs(nowNs) : ns;
        smoothedNs = beforeNs + (ns - beforeNs) * WEIGHT_OF_NEWEST;
        measuredNs = nowNs;
        measured = true;
    }

    /** What a request is expected to take; 0 before the first. */
    double expectedNs(long nowNs) {
        return measured ? smoothedNs * Math.pow(0.5, Math.max(0, nowNs - measuredNs) / HALVES_IN_NS) : 0;
    }

    /** The shortest lately that succeeded; 0 before the first. */
    long shortestNs() {
        var shortest = Math.min(shortestNs, shortestBeforeNs);
        return shortest == Long.MAX_VALUE ? 0 : shortest;
    }

    /** What a request takes beyond the shortest: the time that it stands in queues. */
    long waitNs() {
        return shortestNs() == 0 ? 0 : Math.max(0, (long) smoothedNs - shortestNs());
    }
}
