package dev.llmemulator.standin;

import java.time.Duration;

/**
 * Limits of one WebSocket connection.
 *
 * @param pingInterval time between two pings of the server; the first comes after half to the whole of it
 * @param pongTimeout how long the client may take to answer a ping; below pingInterval
 * @param staleCloseDelay how long a client may take to send connect
 * @param expiredCloseDelay how long after its expiry a token may still be refreshed
 * @param writeTimeout how long one write may stay stuck before the connection is dropped
 * @param queueMaxBytes how much may wait for a slow reader, in bytes
 * @param messageMaxBytes size of the largest frame a client may send, in bytes
 */
public record ClientLimits(
        Duration pingInterval,
        Duration pongTimeout,
        Duration staleCloseDelay,
        Duration expiredCloseDelay,
        Duration writeTimeout,
        int queueMaxBytes,
        int messageMaxBytes) {
    public ClientLimits {
        requirePositive("pingInterval", pingInterval);
        requirePositive("pongTimeout", pongTimeout);
        requirePositive("staleCloseDelay", staleCloseDelay);
        requirePositive("writeTimeout", writeTimeout);
        if (expiredCloseDelay.isNegative()) {
            throw new IllegalArgumentException("expiredCloseDelay is " + expiredCloseDelay + ", must not be negative");
        }
        if (pongTimeout.compareTo(pingInterval) >= 0) {
            throw new IllegalArgumentException(
                    "pongTimeout is " + pongTimeout + ", must be below pingInterval " + pingInterval);
        }
        if (queueMaxBytes < 1 || messageMaxBytes < 1) {
            throw new IllegalArgumentException("queueMaxBytes is " + queueMaxBytes + " and messageMaxBytes is "
                    + messageMaxBytes + ", both must be 1 or more");
        }
    }

    /** Centrifugo's defaults, with as much room for slow readers as the cluster gives them. */
    public static ClientLimits defaults() {
        return new ClientLimits(
                Duration.ofSeconds(25),
                Duration.ofSeconds(8),
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                Duration.ofSeconds(5),
                16_777_216,
                65_536);
    }

    public ClientLimits withPing(Duration interval, Duration timeout) {
        return new ClientLimits(
                interval, timeout, staleCloseDelay, expiredCloseDelay, writeTimeout, queueMaxBytes, messageMaxBytes);
    }

    public ClientLimits withStaleCloseDelay(Duration delay) {
        return new ClientLimits(
                pingInterval, pongTimeout, delay, expiredCloseDelay, writeTimeout, queueMaxBytes, messageMaxBytes);
    }

    public ClientLimits withExpiredCloseDelay(Duration delay) {
        return new ClientLimits(
                pingInterval, pongTimeout, staleCloseDelay, delay, writeTimeout, queueMaxBytes, messageMaxBytes);
    }

    private static void requirePositive(String name, Duration value) {
        if (value.isNegative() || value.isZero()) {
            throw new IllegalArgumentException(name + " is " + value + ", must be above zero");
        }
    }
}
