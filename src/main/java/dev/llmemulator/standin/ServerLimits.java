package dev.llmemulator.standin;

import java.time.Duration;

/**
 * Limits of a server for its connections and channels. Each has a setting of Centrifugo that means the same.
 *
 * @param pingInterval time between two pings of the server; the first comes after half an interval to a whole one
 * @param pongTimeout how long a client may take to answer a ping; below pingInterval
 * @param staleCloseDelay how long a client may take to send connect
 * @param expiredCloseDelay how long a connection or a subscription outlives its JWT, so that the client can refresh it
 * @param queueMaxBytes how much may wait for a slow reader
 * @param historySize publications kept of each channel
 * @param historyTtl how long they are kept after the channel's last one
 * @param historyMetaTtl how long a channel's epoch and top offset outlive its last use; at least historyTtl
 * @param recoveryLimit most publications that a recovery or a client's history command returns; who missed more is lost
 */
public record ServerLimits(
        Duration pingInterval,
        Duration pongTimeout,
        Duration staleCloseDelay,
        Duration expiredCloseDelay,
        int queueMaxBytes,
        int historySize,
        Duration historyTtl,
        Duration historyMetaTtl,
        int recoveryLimit) {
    public ServerLimits {
        require(pongTimeout.compareTo(pingInterval) < 0, "pongTimeout must be below pingInterval");
        require(historyMetaTtl.compareTo(historyTtl) >= 0, "historyMetaTtl must be at least historyTtl");
        require(
                queueMaxBytes > 0 && historySize > 0 && recoveryLimit > 0,
                "queueMaxBytes, historySize and recoveryLimit must be 1 or more");
    }

    /** As in the cluster: an answer of 100,000 tokens can be replayed with its marker for three minutes. */
    public static ServerLimits defaults() {
        return new ServerLimits(
                Duration.ofSeconds(25),
                Duration.ofSeconds(8),
                Duration.ofSeconds(10),
                Duration.ofSeconds(25),
                16_777_216,
                100_001,
                Duration.ofMinutes(3),
                Duration.ofMinutes(15),
                100_001);
    }

    static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
