package dev.llmemulator.stream;

import java.time.Duration;

/** An answer that is not begun, because this instance takes no more work for the moment. */
public final class RefusedException extends Exception {
    private static final long serialVersionUID = 1;

    /** Why it was refused. */
    public enum Reason {
        /** The session has an answer under way here: two at once could not be told apart on one channel. */
        SESSION_BUSY,
        /** As many answers are under way as this instance takes. */
        FULL,
        /** Publishing lags too far behind the schedule. */
        LAGGING,
        /** This instance is on its way out. */
        SHUTTING_DOWN
    }

    private final Reason reason;
    private final Duration retryAfter;

    RefusedException(Reason reason, String message, Duration retryAfter) {
        super(message);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    public Duration retryAfter() {
        return retryAfter;
    }
}
