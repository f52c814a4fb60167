package dev.llmemulator.access;

import java.time.Duration;

/** Why a client may not do something. The message is for the client, and has nothing in it that the client sent. */
public final class Refusal extends Exception {
    private static final long serialVersionUID = 1;

    public enum Reason {
        /** The client does not say who it is. */
        UNKNOWN,
        /** What the client says who it is cannot be believed. */
        NOT_BELIEVED,
        /** The client is known and may not do this. */
        FORBIDDEN,
        /** The client does too much. */
        TOO_MUCH,
        /** Whether to believe the client cannot be told at present. */
        UNDECIDED
    }

    private final Reason reason;
    private final transient Duration retryAfter;

    Refusal(Reason reason, String message) {
        this(reason, message, Duration.ZERO);
    }

    Refusal(Reason reason, String message, Duration retryAfter) {
        // Without a stack trace, because the fault is the client's.
        super(message, null, false, false);
        this.reason = reason;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** When the same may be allowed; zero if never. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
