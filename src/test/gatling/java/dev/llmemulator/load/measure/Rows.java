package dev.llmemulator.load.measure;

/** Takes rows for Gatling's report, or drops them. Times are milliseconds since the epoch and may be in the past. */
public interface Rows {
    /** Drops all rows. */
    Rows NONE = new Rows() {};

    default void passed(String scenario, String name, long startMs, long endMs) {}

    default void failed(String scenario, String name, long startMs, long endMs, String reason) {}
}
