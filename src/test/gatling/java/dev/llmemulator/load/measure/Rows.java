package dev.llmemulator.load.measure;

/** Takes rows for Gatling's report. Times are milliseconds since the epoch and may lie in the past. */
public interface Rows {
    /** A row of something that went well. */
    void passed(String scenario, String name, long startMs, long endMs);

    /** A row of something that failed, with its reason. */
    void failed(String scenario, String name, long startMs, long endMs, String reason);

    /** Rows that nobody reads. */
    Rows NONE = new Rows() {
        @Override
        public void passed(String scenario, String name, long startMs, long endMs) {}

        @Override
        public void failed(String scenario, String name, long startMs, long endMs, String reason) {}
    };
}
