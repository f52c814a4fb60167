package dev.llmemulator.load.measure;

import java.util.Arrays;

/** The times of many tokens, in the order in which they were added; 32 bytes a token. */
public final class TimesBuffer {
    private static final int FIELDS = 4;
    private static final int FIRST_ROOM = 32;

    private long[] times = new long[FIRST_ROOM * FIELDS];
    private int count;

    public void add(TokenTimes token) {
        var at = count * FIELDS;
        if (at == times.length) {
            times = Arrays.copyOf(times, at + at / FIELDS / 2 * FIELDS);
        }
        times[at] = token.dueUs();
        times[at + 1] = token.sentUs();
        times[at + 2] = token.receivedUs();
        times[at + 3] = token.handledUs();
        count++;
    }

    public int count() {
        return count;
    }

    /** The times of one token, counted from 0. */
    public TokenTimes get(int token) {
        var at = token * FIELDS;
        return new TokenTimes(times[at], times[at + 1], times[at + 2], times[at + 3]);
    }

    /** From the first due time to the last; 0 if no token says when it was due. */
    public long dueSpanUs() {
        var first = Long.MAX_VALUE;
        var last = Long.MIN_VALUE;
        for (var at = 0; at < count * FIELDS; at += FIELDS) {
            if (times[at] > 0) {
                first = Math.min(first, times[at]);
                last = Math.max(last, times[at]);
            }
        }
        return Math.max(0, last - first);
    }

    void clear() {
        count = 0;
    }
}
