package dev.llmemulator.load.engine;

/** Hears how the steps of one user on one connection went, and writes their rows, in milliseconds since the epoch. */
public interface StepListener {
    void stepPassed(String step, long startMs, long endMs);

    void stepFailed(String step, long startMs, long endMs, String reason);
}
