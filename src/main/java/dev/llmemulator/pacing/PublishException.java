package dev.llmemulator.pacing;

import dev.llmemulator.stream.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Says why an event, or a whole batch, was not delivered. The message goes to callers, so it holds no text of another
 * exception and no address.
 */
public final class PublishException extends Exception {
    private static final long serialVersionUID = 1;

    /** The kinds of failures. */
    public enum Reason {
        /** No connection, or no whole reply. */
        UNREACHABLE,
        TIMED_OUT,
        /** The other side failed, or could not reach what it needs. */
        BROKEN,
        /** The other side has too much to do. */
        OVERLOADED,
        /** The other side does not want it. */
        REFUSED,
        /** A token was lost and a later one taken. */
        LOST,
        /** The emulator itself failed. */
        OWN_FAULT
    }

    private final Reason reason;
    private final boolean temporary;
    private final boolean inDoubt;
    private final int delivered;

    private PublishException(
            Reason reason,
            String message,
            boolean temporary,
            boolean inDoubt,
            int delivered,
            @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
        this.temporary = temporary;
        this.inDoubt = inDoubt;
        this.delivered = delivered;
    }

    /** A failure that a retry may get past: of the network, or of an overloaded or restarting node. */
    public static PublishException temporary(Reason reason, String message, @Nullable Throwable cause) {
        return new PublishException(reason, message, true, false, 0, cause);
    }

    /** A failure that a retry cannot get past. */
    public static PublishException permanent(Reason reason, String message) {
        return new PublishException(reason, message, false, false, 0, null);
    }

    /** The same failure, of an answer whose first events were delivered before. */
    public PublishException after(int events) {
        return events == 0
                ? this
                : new PublishException(reason, String.valueOf(getMessage()), temporary, inDoubt, events, getCause());
    }

    /** The same failure, after which the event may have arrived or may still arrive. */
    public PublishException inDoubt() {
        return new PublishException(reason, String.valueOf(getMessage()), temporary, true, delivered, getCause());
    }

    /** The message and the cause, on one line. */
    String forTheLog() {
        return OneLine.of(getCause() == null ? String.valueOf(getMessage()) : getMessage() + ": " + getCause());
    }

    public Reason reason() {
        return reason;
    }

    boolean isInDoubt() {
        return inDoubt;
    }

    boolean isTemporary() {
        return temporary;
    }

    int delivered() {
        return delivered;
    }
}
