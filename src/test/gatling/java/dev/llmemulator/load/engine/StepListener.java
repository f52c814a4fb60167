package dev.llmemulator.load.engine;

/**
 * Hears how the steps of one user on one connection went, and writes their rows. Times are milliseconds since the epoch.
 */
public interface StepListener {
    /** A step succeeded. */
    void stepPassed(String step, long startMs, long endMs);

    /** A step failed, for a reason in plain words. */
    void stepFailed(String step, long startMs, long endMs, String reason);
}
