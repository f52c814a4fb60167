package dev.llmemulator.pacing;

import java.time.Duration;

/**
 * One node of a sink: its round trip, its requests under way, and its cool-down. Not safe for use by several threads.
 */
final class Node {
    private static final long FIRST_COOL_DOWN_NS = Duration.ofMillis(100).toNanos();
    private static final long MAX_COOL_DOWN_NS = Duration.ofSeconds(5).toNanos();

    /** A node may have one request under way, and one more for each of these in its shortest round trip. */
    private static final long ROUND_TRIP_PER_REQUEST_NS = Duration.ofMillis(5).toNanos();

    /** See {@link Sink#send}. */
    final int index;

    private final String name;
    final RoundTrip roundTrip = new RoundTrip();
    private int underWay;
    private long busySinceNs;
    private long coolDownNs;
    private long coolDownEndsNs;

    Node(int index, String name) {
        this.index = index;
        this.name = name;
    }

    /**
     * Whether one more request may be under way. Not by the current round trip: where requests queue, more would be
     * smaller ones.
     */
    boolean hasRoom() {
        return underWay < places();
    }

    private long places() {
        return 1 + roundTrip.shortestNs() / ROUND_TRIP_PER_REQUEST_NS;
    }

    /** Most events that a sequential request may hold to take no longer than so many requests one after the other. */
    int mostInOrder(int requests, long nowNs) {
        return (int) ((requests * parallelNs(nowNs) - roundTrip.shortestNs()) / roundTrip.inOrderNs(nowNs));
    }

    /**
     * Whether a sequential request with so many events carries more in the same time than a parallel one with
     * {@code ready} events, of which only one can be under way for the same answers.
     */
    boolean carriesMoreInOrder(int events, int ready, long nowNs) {
        var sequentialNs = roundTrip.shortestNs() + events * roundTrip.inOrderNs(nowNs);
        return places() * events * parallelNs(nowNs) > ready * sequentialNs;
    }

    private double parallelNs(long nowNs) {
        return Math.max(roundTrip.expectedNs(nowNs), (double) roundTrip.shortestNs());
    }

    /** Expected duration of a request that starts now, after those under way. Grows while none of these comes back. */
    double expectedNs(long nowNs) {
        var oneNs = roundTrip.expectedNs(nowNs);
        return underWay == 0 ? oneNs : oneNs + Math.max(underWay * oneNs, (double) (nowNs - busySinceNs));
    }

    void begin(long nowNs) {
        if (underWay == 0) {
            busySinceNs = nowNs;
        }
        underWay++;
    }

    /** Notes that a request succeeded; true if the node had failed before. */
    boolean succeeded(Batch<?> batch, long nowNs) {
        ended(nowNs);
        var tookNs = nowNs - batch.sentNs();
        if (batch.isSequential()) {
            roundTrip.addInOrder(tookNs, batch.events(), nowNs);
        } else {
            roundTrip.add(tookNs, nowNs);
        }
        var hadFailed = coolDownNs > 0;
        coolDownNs = 0;
        return hadFailed;
    }

    /**
     * Notes that a request failed; true if the node had worked before. Each failure after a cool-down doubles the next
     * one.
     */
    boolean failed(long tookNs, long nowNs) {
        ended(nowNs);
        roundTrip.addFailed(tookNs, nowNs);
        var worked = coolDownNs == 0;
        if (worked || coolDownEndsNs - nowNs <= 0) {
            coolDownNs = worked ? FIRST_COOL_DOWN_NS : Math.min(2 * coolDownNs, MAX_COOL_DOWN_NS);
            coolDownEndsNs = nowNs + coolDownNs;
        }
        return worked;
    }

    private void ended(long nowNs) {
        underWay--;
        busySinceNs = nowNs;
    }

    /** Whether the last request that ended here has failed. */
    boolean isFailing() {
        return coolDownNs > 0;
    }

    /** Nanoseconds until the cool-down ends; 0 when the node may be tried now. */
    long coolDownLeftNs(long nowNs) {
        return coolDownNs == 0 ? 0 : Math.max(0, coolDownEndsNs - nowNs);
    }

    @Override
    public String toString() {
        return name;
    }
}
