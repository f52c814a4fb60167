package dev.llmemulator.standin;

/** Refuses one command with an error reply; the connection goes on. */
final class Rejected extends Exception {
    private final ClientError error;

    Rejected(ClientError error) {
        // No stack trace: refused commands are common, and their cause is the client's.
        super(error.name(), null, false, false);
        this.error = error;
    }

    ClientError error() {
        return error;
    }
}
