package dev.llmemulator.load.measure;

/**
 * Holds back the rows of one answer's tokens and hands them on by the dozen.
 *
 * <p>Gatling's log is written by another thread, which a row that comes alone has to wake: that costs more than the row. Rows carry
 * their own times, so nothing in the report depends on when they are handed on.
 */
final class RowBuffer {

    private static final int CAPACITY = 64;
    private static final long LONGEST_HOLD_MS = 250;

    private final Rows rows;
    private final String scenario;
    private final Metric[] metrics = new Metric[CAPACITY];
    private final long[] endsMs = new long[CAPACITY];
    private final int[] durationsMs = new int[CAPACITY];
    private int count;

    RowBuffer(Rows rows, String scenario) {
        this.rows = rows;
        this.scenario = scenario;
    }

    /** A span that has just ended. */
    void add(Metric metric, long us, long endUs) {
        metrics[count] = metric;
        endsMs[count] = endUs / 1000;
        durationsMs[count] = durationMs(us);
        count++;
        if (count == CAPACITY || endsMs[count - 1] - endsMs[0] >= LONGEST_HOLD_MS) {
            flush();
        }
    }

    /** Hands on all that is left. */
    void flush() {
        for (int i = 0; i < count; i++) {
            rows.passed(scenario, metrics[i].rowName(), endsMs[i] - durationsMs[i], endsMs[i]);
        }
        count = 0;
    }

    // To the nearest: the difference of two times cut to milliseconds would be off by one as often as not.
    private static int durationMs(long us) {
        return (int) Math.min(Integer.MAX_VALUE, Math.round(Math.max(us, 0) / 1000.0));
    }
}
