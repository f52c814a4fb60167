package dev.llmemulator.standin;

/** Ends a connection because of a command. */
final class Terminated extends Exception {
    private final CloseReason reason;

    Terminated(CloseReason reason) {
        // No stack trace: clients that break the protocol are common.
        super(reason.name(), null, false, false);
        this.reason = reason;
    }

    CloseReason reason() {
        return reason;
    }
}
