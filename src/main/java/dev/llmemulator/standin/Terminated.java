package dev.llmemulator.standin;

/** A command ends its connection. */
final class Terminated extends Exception {
    private final CloseReason reason;

    Terminated(CloseReason reason) {
        // No stack trace: a client that breaks the protocol is an everyday event.
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    CloseReason reason() {
        return reason;
    }
}
