package dev.llmemulator.load.replay;

/** A recording that cannot be replayed: the message says why, to follow the name of its file. */
public final class RecordingException extends RuntimeException {
    private static final long serialVersionUID = 1;

    RecordingException(String message) {
        super(message);
    }

    RecordingException(String message, Throwable cause) {
        super(message, cause);
    }
}
