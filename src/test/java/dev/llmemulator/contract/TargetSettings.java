package dev.llmemulator.contract;

import java.time.Duration;

/** How a server is set up for the contract, where a behaviour depends on it. */
record TargetSettings(
        Duration pingInterval,
        Duration pongTimeout,
        Duration staleCloseDelay,
        Duration expiredCloseDelay,
        int historySize,
        Duration historyTtl,
        Duration historyMetaTtl,
        int recoveryLimit,
        int queueMaxBytes) {
    static final String API_KEY = "contract-api-key";
    static final String TOKEN_HMAC_SECRET = "contract-token-secret-of-32-bytes";

    /** Settings under which nothing but what a test does should ever happen. */
    static TargetSettings calm() {
        return new TargetSettings(
                Duration.ofSeconds(25),
                Duration.ofSeconds(8),
                Duration.ofSeconds(10),
                Duration.ofSeconds(1),
                200,
                Duration.ofMinutes(1),
                Duration.ofMinutes(2),
                150,
                1_048_576);
    }

    /** Settings under which whatever happens after some time happens within seconds. */
    static TargetSettings hasty() {
        return new TargetSettings(
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                Duration.ofSeconds(1),
                5,
                Duration.ofSeconds(1),
                Duration.ofMinutes(2),
                150,
                1_048_576);
    }
}
