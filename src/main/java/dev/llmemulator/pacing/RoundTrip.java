package dev.llmemulator.pacing;

import java.time.Duration;

/**
 * Round trips of requests to one node, in nanoseconds. The shortest, which nothing held up in queues, is the minimum of
 * the current and the previous minute. The smoothed ones fade while nothing is measured, so that a slow node is tried
 * again some time.
 */
final class RoundTrip {
    private static final long WINDOW_NS = Duration.ofMinutes(1).toNanos();

    /** What one publication of a sequential request takes at least; measured with Redis on an idle machine. */
    private static final double LEAST_IN_ORDER_NS = 125_000;

    private final Fading parallel = new Fading(0);
    private final Fading inOrder = new Fading(LEAST_IN_ORDER_NS);
    private long shortestNs = Long.MAX_VALUE;
    private long shortestBeforeNs = Long.MAX_VALUE;
    private long windowStartNs;

    /** Adds a parallel request that succeeded. */
    void add(long ns, long nowNs) {
        addShortest(ns, nowNs);
        parallel.add((double) ns, nowNs);
    }

    /**
     * Adds a sequential request that succeeded. On a full machine each of its events waits for its turn. That counts as
     * the price of the order: taken for a long round trip, it would make sequential requests look better still.
     */
    void addInOrder(long ns, int events, long nowNs) {
        addShortest(ns, nowNs);
        inOrder.add(Math.max(LEAST_IN_ORDER_NS, (double) (ns - shortestNs()) / events), nowNs);
        parallel.add(Math.max(ns - events * inOrder.newest(), (double) shortestNs()), nowNs);
    }

    private void addShortest(long ns, long nowNs) {
        if (shortestNs == Long.MAX_VALUE) {
            windowStartNs = nowNs;
        } else if (nowNs - windowStartNs > WINDOW_NS) {
            shortestBeforeNs = shortestNs;
            shortestNs = Long.MAX_VALUE;
            windowStartNs = nowNs;
        }
        shortestNs = Math.min(shortestNs, ns);
    }

    /** Adds a request that failed. A quick refusal does not count, because it does not mean that the node is near. */
    void addFailed(long ns, long nowNs) {
        if (ns > expectedNs(nowNs)) {
            parallel.add((double) ns, nowNs);
        }
    }

    /** What a parallel request takes; halves for every five seconds without one. */
    double expectedNs(long nowNs) {
        return parallel.at(nowNs);
    }

    /** What each event of a sequential request adds to {@link #shortestNs}. */
    double inOrderNs(long nowNs) {
        return inOrder.at(nowNs);
    }

    long shortestNs() {
        var shortest = Math.min(shortestNs, shortestBeforeNs);
        return shortest == Long.MAX_VALUE ? 0 : shortest;
    }

    /** How long a request takes beyond the shortest: the time that it spends in queues. */
    long waitNs() {
        return shortestNs() == 0 ? 0 : Math.max(0, (long) parallel.newest() - shortestNs());
    }

    /** A smoothed value that halves its distance to what it rests at for every five seconds without a new one. */
    private static final class Fading {
        private static final double WEIGHT_OF_NEWEST = 0.2;
        private static final double HALF_LIFE_NS = Duration.ofSeconds(5).toNanos();

        private final double restsAt;
        private double smoothed;
        private long measuredNs;
        private boolean measured;

        Fading(double restsAt) {
            this.restsAt = restsAt;
            smoothed = restsAt;
        }

        void add(double value, long nowNs) {
            var before = measured ? at(nowNs) : value;
            smoothed = before + (value - before) * WEIGHT_OF_NEWEST;
            measuredNs = nowNs;
            measured = true;
        }

        double at(long nowNs) {
            return restsAt + (smoothed - restsAt) * Math.pow(0.5, Math.max(0, nowNs - measuredNs) / HALF_LIFE_NS);
        }

        double newest() {
            return smoothed;
        }
    }
}
