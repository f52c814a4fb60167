package dev.llmemulator.load.settings;

import org.jspecify.annotations.Nullable;

/**
 * One part of a cluster that tells of itself.
 *
 * @param name tells it from others of its kind
 * @param server where it tells: for an emulator its base address, for Redis itself, for others their metrics
 * @param user of Redis; null for the default one
 * @param password of Redis; null without one. It is never shown.
 */
public record WatchTarget(
        Kind kind,
        String name,
        ServerUrl server,
        @Nullable String user,
        @Nullable String password) {
    /** The kinds of parts that can be watched from outside. */
    public enum Kind {
        EMULATOR,
        HAPROXY,
        CENTRIFUGO,
        REDIS
    }

    @Override
    public String toString() {
        return name + "=" + server;
    }
}
