package dev.llmemulator.load.measure;

import java.util.Arrays;

/**
 * When each token of an answer was due and sent, by the server's clock, and received and handled, by ours: microseconds since the epoch,
 * 0 where the server did not say. 32 bytes a token.
 */
public final class TokenTimes {
    private static final int FIELDS = 4;
    private static final int FIRST_ROOM = 32;

    private long[] times = new long[FIRST_ROOM * FIELDS];
    private int count;

    /** Adds the next token. */
    public void add(long dueUs, long sentUs, long receivedUs, long handledUs) {
        var at = count * FIELDS;
        if (at == times.length) {
            times = Arrays.copyOf(times, at + Math.max(FIELDS, at / FIELDS / 2 * FIELDS));
        }
        times[at] = dueUs;
        times[at + 1] = sentUs;
        times[at + 2] = receivedUs;
        times[at + 3] = handledUs;
        count++;
    }

    /** How many tokens there are. */
    public int count() {
        return count;
    }

    /** By the server's clock; 0 if it did not say. */
    public long dueUs(int token) {
        return times[token * FIELDS];
    }

    /** By the server's clock; 0 if it did not say. */
    public long sentUs(int token) {
        return times[token * FIELDS + 1];
    }

    /** Read from the socket, by our clock. */
    public long receivedUs(int token) {
        return times[token * FIELDS + 2];
    }

    /** Looked at by its user, by our clock. */
    public long handledUs(int token) {
        return times[token * FIELDS + 3];
    }

    /** True if the server said when the token was due and sent. */
    public boolean isStamped(int token) {
        return dueUs(token) > 0 && sentUs(token) > 0;
    }
}
