package dev.llmemulator.load.measure;

/** The rows that one event loop has not yet handed on; see {@link RowLog}. */
public final class RowBuffer {
    private static final int CAPACITY = 1024;
    private static final long LONGEST_HOLD_MS = 250;

    private final Rows rows;
    private final String[] scenarios = new String[CAPACITY];
    private final String[] names = new String[CAPACITY];
    private final long[] startsMs = new long[CAPACITY];
    private final long[] endsMs = new long[CAPACITY];
    private int count;
    private int answers;

    RowBuffer(Rows rows) {
        this.rows = rows;
    }

    void answerBegins() {
        answers++;
    }

    public void answerEnds() {
        answers--;
        if (answers == 0) {
            flush();
        }
    }

    public void add(String scenario, Metric metric, long us, long endUs) {
        var endMs = endUs / 1000;
        add(scenario, metric.title(), endMs - durationMs(us), endMs);
    }

    public void add(String scenario, String name, long startMs, long endMs) {
        scenarios[count] = scenario;
        names[count] = name;
        startsMs[count] = startMs;
        endsMs[count] = endMs;
        count++;
        if (count == CAPACITY || endMs - endsMs[0] >= LONGEST_HOLD_MS) {
            flush();
        }
    }

    private void flush() {
        for (var i = 0; i < count; i++) {
            rows.passed(scenarios[i], names[i], startsMs[i], endsMs[i]);
        }
        count = 0;
    }

    // Rounded: the difference of two times truncated to milliseconds would often be off by one.
    private static int durationMs(long us) {
        return (int) Math.min(Integer.MAX_VALUE, Math.round(Math.max(us, 0) / 1000.0));
    }
}
