package dev.llmemulator.load.target;

/** Hears, message by message, what one user and a backend say to each other, and what a profile makes of it. */
public interface Trace {
    /** What a line is about. */
    enum Kind {
        SENT,
        /** The reply to a request. */
        REPLY,
        /** A frame. */
        RECEIVED,
        /** What the profile makes of what was received. */
        READ,
        /** What does not fit, and what would. */
        ADVICE
    }

    /** Takes a line, which may hold a secret. */
    void note(Kind kind, String line);
}
