package dev.llmemulator.stream;

import java.time.Duration;

/** Says why an answer was not begun. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    /** How long a refused client should wait before it tries again. */
    public static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    public enum Reason {
        /** The session has an answer under way here. A reader could not tell two on one channel apart. */
        SESSION_BUSY,
        FULL,
        LAGGING,
        SHUTTING_DOWN
    }

    private final Reason reason;

    RefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
