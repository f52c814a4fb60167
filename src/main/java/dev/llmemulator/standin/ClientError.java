package dev.llmemulator.standin;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;

/** An error reply: it refuses one command and leaves the connection open. Codes and texts are Centrifugo's. */
@JsonFormat(shape = JsonFormat.Shape.OBJECT)
enum ClientError {
    UNKNOWN_CHANNEL(102, "unknown channel"),
    PERMISSION_DENIED(103, "permission denied"),
    NOT_FOUND(104, "not found"),
    ALREADY_SUBSCRIBED(105, "already subscribed"),
    BAD_REQUEST(107, "bad request"),
    NOT_AVAILABLE(108, "not available"),
    TOKEN_EXPIRED(109, "token expired"),
    EXPIRED(110, "expired"),
    UNRECOVERABLE_POSITION(112, "unrecoverable position");

    @JsonProperty
    final int code;

    @JsonProperty
    final String message;

    ClientError(int code, String message) {
        this.code = code;
        this.message = message;
    }

    /** Refuses one command with an error reply. */
    static final class Rejected extends Exception {
        final ClientError error;

        Rejected(ClientError error) {
            // No stack trace: refused commands are common, and their cause is the client's.
            super(error.name(), null, false, false);
            this.error = error;
        }
    }
}
