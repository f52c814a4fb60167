package dev.llmemulator.stream;

/**
 * What an answer tells next: one of its tokens, or the marker that ends it. An answer uses one object for all its
 * events, so that a token costs no allocation. Read it before the answer goes on.
 */
public interface AnswerEvent {
    enum Type {
        TOKEN,
        DONE,
        ERROR,
        CANCELLED;

        /** Whether it ends an answer that is not complete. */
        public boolean isEarlyEnd() {
            return this == ERROR || this == CANCELLED;
        }
    }

    Type type();

    String sessionId();

    /** Names the answer to its readers: what its caller chose, else as unique as {@link #epoch}. */
    String answerId();

    /** Unique for each answer, whatever its caller chose. */
    String epoch();

    /** Number of tokens before this event: the index of a token, the token count of a marker. */
    int tokensBefore();

    /** The token's text; empty for a marker. */
    String token();

    /** SHA-256 of the complete text's UTF-8, in lower-case hex; empty unless {@link Type#DONE}. */
    String sha256();

    /** Why the answer ends; empty unless that {@linkplain Type#isEarlyEnd is early}. */
    String detail();

    /** How many tokens after {@link #tokensBefore} may have arrived as well; 0 unless its end is early. */
    int unacknowledged();

    /** When the event is due, in microseconds since the Unix epoch. A done marker is due with the last token. */
    long dueMicros();

    /** The trace of the answer, or {@link AnswerTrace#NONE}. */
    AnswerTrace trace();

    /** Converts a nano time to microseconds since the Unix epoch, by the clock that {@link #dueMicros} uses. */
    long epochMicros(long nanoTime);
}
