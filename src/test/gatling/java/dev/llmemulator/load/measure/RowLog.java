package dev.llmemulator.load.measure;

/**
 * The rows of a run, held back for a moment and handed on by the thousand.
 *
 * <p>Gatling's log is written by other threads, which a row that comes alone has to wake: that costs more than the row. Rows carry their
 * own times, so nothing in the report depends on when they are handed on. Each event loop has a buffer for all its answers, and empties
 * it with the last of them, so that nothing is held back when the run ends.
 */
public final class RowLog {
    private final Rows rows;
    private final ThreadLocal<RowBuffer> buffers;

    /** @param rows where they are handed on to */
    public RowLog(Rows rows) {
        this.rows = rows;
        buffers = ThreadLocal.withInitial(() -> new RowBuffer(rows));
    }

    /** The buffer of this thread, which has one more answer from now on. */
    public RowBuffer open() {
        var buffer = buffers.get();
        buffer.answerBegins();
        return buffer;
    }

    /** A row of something that failed, which is rare enough to be handed on at once. */
    public void failed(String scenario, String name, long startMs, long endMs, String reason) {
        rows.failed(scenario, name, startMs, endMs, reason);
    }
}
