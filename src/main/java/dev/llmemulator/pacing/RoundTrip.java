package dev.llmemulator.pacing;

import java.time.Duration;

/**
 * Round trips of requests to one node, in nanoseconds. The shortest, which nothing held up in queues, is the minimum of
 * the current and the previous minute. The smoothed one halves for every five seconds without a request, so that a slow
 * node is tried again some time.
 */
final class RoundTrip {
    private static final double WEIGHT_OF_NEWEST = 0.2;
    private static final long WINDOW_NS = Duration.ofMinutes(1).toNanos();
    private static final double HALF_LIFE_NS = Duration.ofSeconds(5).toNanos();

    private double smoothedNs;
    private long measuredNs;
    private boolean measured;
    private long shortestNs = Long.MAX_VALUE;
    private long shortestBeforeNs = Long.MAX_VALUE;
    private long windowStartNs;

    /** Adds a request that succeeded; {@code extraNs} is what it took because its events went one after the other. */
    void add(long ns, long extraNs, long nowNs) {
        if (shortestNs == Long.MAX_VALUE) {
            windowStartNs = nowNs;
        } else if (nowNs - windowStartNs > WINDOW_NS) {
            shortestBeforeNs = shortestNs;
            shortestNs = Long.MAX_VALUE;
            windowStartNs = nowNs;
        }
        shortestNs = Math.min(shortestNs, ns);
        smooth(Math.max(ns - extraNs, shortestNs()), nowNs);
    }

    /** Adds a request that failed. A quick refusal does not count, because it does not mean that the node is near. */
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

    double expectedNs(long nowNs) {
        return measured ? smoothedNs * Math.pow(0.5, Math.max(0, nowNs - measuredNs) / HALF_LIFE_NS) : 0;
    }

    long shortestNs() {
        var shortest = Math.min(shortestNs, shortestBeforeNs);
        return shortest == Long.MAX_VALUE ? 0 : shortest;
    }

    /** How long a request takes beyond the shortest: the time that it spends in queues. */
    long waitNs() {
        return shortestNs() == 0 ? 0 : Math.max(0, (long) smoothedNs - shortestNs());
    }
}
