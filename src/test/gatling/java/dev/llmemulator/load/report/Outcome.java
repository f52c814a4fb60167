package dev.llmemulator.load.report;

/** How a run ended. */
public enum Outcome {
    /** Every answer that was asked for has ended, and no more failed than may. */
    PASSED,
    /** The run is over and something was wrong. */
    FAILED,
    /** The run is over, but its figures say nothing about the system: the load test was the bottleneck. */
    INVALID,
    /** The run was stopped before it was over. */
    INTERRUPTED
}
