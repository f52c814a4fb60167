package dev.llmemulator.pacing;

import dev.llmemulator.stream.OneLine;
import org.jspecify.annotations.Nullable;

/**
 * Says why an event, or a whole batch, was not delivered. The message goes to callers, so it holds no text of another
 * exception and no address.
 */
public final class PublishException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean temporary;
    private final boolean inDoubt;
    private final int delivered;

    private PublishException(
            String message, boolean temporary, boolean inDoubt, int delivered, @Nullable Throwable cause) {
        super(message, cause);
        this.temporary = temporary;
        this.inDoubt = inDoubt;
        this.delivered = delivered;
    }

    /** A failure that a retry may get past: of the network, or of an overloaded or restarting node. */
    public static PublishException temporary(String message, @Nullable Throwable cause) {
        return new PublishException(message, true, false, 0, cause);
    }

    /** A failure that a retry cannot get past. */
    public static PublishException permanent(String message) {
        return new PublishException(message, false, false, 0, null);
    }

    /** The same failure, of an answer whose first events were delivered before. */
    public PublishException after(int events) {
        return events == 0
                ? this
                : new PublishException(String.valueOf(getMessage()), temporary, inDoubt, events, getCause());
    }

    /** The same failure, after which the event may have arrived or may still arrive. */
    public PublishException inDoubt() {
        return new PublishException(String.valueOf(getMessage()), temporary, true, delivered, getCause());
    }

    /** The message and the cause, on one line. */
    String forTheLog() {
        return OneLine.of(getCause() == null ? String.valueOf(getMessage()) : getMessage() + ": " + getCause());
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
