package dev.llmemulator.centrifugo;

import java.net.URI;
import java.time.Duration;
import okhttp3.HttpUrl;

/** One Centrifugo node's HTTP API, and until when it is left alone after it failed. */
final class ApiNode {
    private static final long FIRST_REST_NS = Duration.ofMillis(100).toNanos();
    private static final long LONGEST_REST_NS = Duration.ofSeconds(5).toNanos();

    private final HttpUrl batchUrl;
    private long restNs;
    private long restsUntilNs;

    ApiNode(URI apiUrl) {
        this.batchUrl =
                HttpUrl.get(apiUrl).newBuilder().addPathSegments("api/batch").build();
    }

    HttpUrl batchUrl() {
        return batchUrl;
    }

    /** Nanoseconds until it should be tried again; zero or less when it may be tried now. */
    synchronized long restLeftNs(long nowNs) {
        return restNs == 0 ? 0 : restsUntilNs - nowNs;
    }

    /** Returns whether it had been resting. */
    synchronized boolean succeeded() {
        var rested = restNs > 0;
        restNs = 0;
        return rested;
    }

    /** Doubles the rest with every failure after the last rest was over. Returns whether the node had worked before. */
    synchronized boolean failed(long nowNs) {
        var worked = restNs == 0;
        if (worked || restsUntilNs - nowNs <= 0) {
            restNs = worked ? FIRST_REST_NS : Math.min(2 * restNs, LONGEST_REST_NS);
            restsUntilNs = nowNs + restNs;
        }
        return worked;
    }

    @Override
    public String toString() {
        return batchUrl.host() + ":" + batchUrl.port();
    }
}
