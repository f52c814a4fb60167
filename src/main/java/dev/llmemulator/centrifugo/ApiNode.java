package dev.llmemulator.centrifugo;

import java.net.URI;
import java.time.Duration;
import okhttp3.HttpUrl;

/**
 * One Centrifugo node's HTTP API: what a request to it takes, how many are under way, and until when it is left alone
 * after it failed. Not safe for use by several threads.
 */
final class ApiNode {
    private static final long FIRST_REST_NS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_REST_NS = Duration.ofSeconds(5).toNanos();

    /** One request under way for each of these in the shortest round trip: near nodes get one, far ones several. */
    private static final long ROUND_TRIP_PER_REQUEST_NS = Duration.ofMillis(5).toNanos();

    private final HttpUrl batchUrl;
    private final RoundTrip roundTrip = new RoundTrip();
    private int underWay;
    private long busySinceNs;
    private long restNs;
    private long restsUntilNs;

    ApiNode(URI apiUrl) {
        this.batchUrl =
                HttpUrl.get(apiUrl).newBuilder().addPathSegments("api/batch").build();
    }

    HttpUrl batchUrl() {
        return batchUrl;
    }

    /**
     * Whether one more request may be under way. As many may as the shortest round trip asks for, and no more when
     * requests are slow because they queue: then more of them would only be smaller ones.
     */
    boolean hasRoom() {
        return underWay <= roundTrip.shortestNs() / ROUND_TRIP_PER_REQUEST_NS;
    }

    /**
     * How long a request that came now would take, given those that are under way and how long nothing has come back of
     * them.
     */
    double expectedNs(long nowNs) {
        var oneNs = roundTrip.expectedNs(nowNs);
        return underWay == 0 ? oneNs : oneNs + Math.max(underWay * oneNs, (double) (nowNs - busySinceNs));
    }

    /** The round trip of a request when nothing queues, in nanoseconds. */
    long shortestNs() {
        return roundTrip.shortestNs();
    }

    /** Nanoseconds that a request stands in queues. */
    long waitNs() {
        return roundTrip.waitNs();
    }

    void begin(long nowNs) {
        if (underWay == 0) {
            busySinceNs = nowNs;
        }
        underWay++;
    }

    /**
     * A request has succeeded.
     *
     * @return whether the node had failed before
     */
    boolean succeeded(long tookNs, long nowNs) {
        underWay--;
        busySinceNs = nowNs;
        roundTrip.add(tookNs, nowNs);
        var rested = restNs > 0;
        restNs = 0;
        return rested;
    }

    /**
     * A request has failed. Doubles the rest with every failure after the last rest was over.
     *
     * @return whether the node had worked before
     */
    boolean failed(long tookNs, long nowNs) {
        underWay--;
        busySinceNs = nowNs;
        roundTrip.addFailed(tookNs, nowNs);
        var worked = restNs == 0;
        if (worked || restsUntilNs - nowNs <= 0) {
            restNs = worked ? FIRST_REST_NS : Math.min(2 * restNs, LONGEST_REST_NS);
            restsUntilNs = nowNs + restNs;
        }
        return worked;
    }

    /** Nanoseconds until it should be tried again; zero or less when it may be tried now. */
    long restLeftNs(long nowNs) {
        return restNs == 0 ? 0 : restsUntilNs - nowNs;
    }

    @Override
    public String toString() {
        return batchUrl.host() + ":" + batchUrl.port();
    }
}
