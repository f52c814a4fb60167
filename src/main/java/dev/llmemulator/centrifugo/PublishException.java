package dev.llmemulator.centrifugo;

import org.jspecify.annotations.Nullable;

/** A publication, or a whole batch of them, that Centrifugo did not take; the message says why. */
public final class PublishException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean temporary;

    private PublishException(String message, boolean temporary, @Nullable Throwable cause) {
        super(message, cause);
        this.temporary = temporary;
    }

    /** Trying again may help: a network failure, an overloaded or a restarting node. */
    static PublishException temporary(String message, @Nullable Throwable cause) {
        return new PublishException(message, true, cause);
    }

    /** Trying again cannot help. */
    static PublishException permanent(String message) {
        return new PublishException(message, false, null);
    }

    boolean isTemporary() {
        return temporary;
    }
}
