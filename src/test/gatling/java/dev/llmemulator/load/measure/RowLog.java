package dev.llmemulator.load.measure;

import io.netty.util.concurrent.FastThreadLocal;

/**
 * Collects the rows of a run for Gatling's report and hands them on in batches.
 *
 * <p>Other threads write Gatling's log, and waking them for a single row costs more than the row. Rows carry their own times, so the
 * report does not depend on when they are handed on. Each event loop has one buffer for all its answers and empties it with the last of
 * them, so nothing is left when the run ends.
 */
public final class RowLog {
    private final Rows rows;
    private final FastThreadLocal<RowBuffer> buffers;

    public RowLog(Rows rows) {
        this.rows = rows;
        buffers = new FastThreadLocal<>() {
            @Override
            protected RowBuffer initialValue() {
                return new RowBuffer(rows);
            }
        };
    }

    /** Begins an answer on this thread and returns the thread's buffer. */
    public RowBuffer open() {
        var buffer = buffers.get();
        buffer.answerBegins();
        return buffer;
    }

    /** Hands on a row of something that failed at once, because such rows are rare. */
    public void failed(String scenario, String name, long startMs, long endMs, String reason) {
        rows.failed(scenario, name, startMs, endMs, reason);
    }
}
