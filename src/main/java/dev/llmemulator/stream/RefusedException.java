package dev.llmemulator.stream;

import java.time.Duration;

/** Says why an answer was not begun. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    private static final Duration SOON = Duration.ofSeconds(1);

    public enum Reason {
        /** The session has an answer under way here, or tokens of its last one may still arrive. */
        SESSION_BUSY,
        FULL,
        LAGGING,
        SHUTTING_DOWN
    }

    private final Reason reason;
    private final Duration retryAfter;

    RefusedException(Reason reason, String message) {
        this(reason, message, SOON);
    }

    RefusedException(Reason reason, String message, Duration retryAfter) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** How long the client should wait before it tries again: whole seconds, at least one. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
