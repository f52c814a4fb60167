package dev.llmemulator.standin;

/** Why the server ends a connection; a client reconnects below 3500 and must not from there on. */
enum CloseReason {
    SHUTDOWN(3001, "shutdown"),
    EXPIRED(3005, "connection expired"),
    SUBSCRIPTION_EXPIRED(3006, "subscription expired"),
    SLOW(3008, "slow"),
    NO_PONG(3012, "no pong"),
    INVALID_TOKEN(3500, "invalid token"),
    BAD_REQUEST(3501, "bad request"),
    STALE(3502, "stale");

    final int code;

    /** What the close frame says; never empty, or the official clients would reconnect. */
    final String text;

    CloseReason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    /** Ends a connection because of a command. */
    static final class Terminated extends Exception {
        final CloseReason reason;

        Terminated(CloseReason reason) {
            // No stack trace: clients that break the protocol are common.
            super(reason.name(), null, false, false);
            this.reason = reason;
        }
    }
}
