package dev.llmemulator.standin;

/** One command is refused by an error reply; the connection goes on. */
final class Rejected extends Exception {
    private final ClientError error;

    Rejected(ClientError error) {
        // No stack trace: a refused command is an everyday event, and its cause is the client's.
        super(error.name(), null, false, false);
        this.error = error;
    }

    ClientError error() {
        return error;
    }
}
