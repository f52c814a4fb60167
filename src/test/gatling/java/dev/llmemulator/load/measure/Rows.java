package dev.llmemulator.load.measure;

/** Takes rows for Gatling's report. Times are milliseconds since the epoch and may be in the past. */
public interface Rows {
    /** Adds a row of something that succeeded. */
    void passed(String scenario, String name, long startMs, long endMs);

    /** Adds a row of something that failed, with its reason. */
    void failed(String scenario, String name, long startMs, long endMs, String reason);

    /** Drops all rows. */
    Rows NONE = new Rows() {
        @Override
        public void passed(String scenario, String name, long startMs, long endMs) {}

        @Override
        public void failed(String scenario, String name, long startMs, long endMs, String reason) {}
    };
}
