package dev.llmemulator.load.engine;

/** Hears how the steps of one user on one connection went. Their rows in Gatling's report are the listener's to write. */
public interface StepListener {
    /** A step succeeded. Times are milliseconds since the epoch. */
    void stepPassed(String step, long startMs, long endMs);

    /** A step failed, for a reason in plain words. Times are milliseconds since the epoch. */
    void stepFailed(String step, long startMs, long endMs, String reason);
}
