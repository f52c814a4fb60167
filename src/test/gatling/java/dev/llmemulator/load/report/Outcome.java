package dev.llmemulator.load.report;

/** How a run is judged. */
enum Outcome {
    /** All answers ended, and no more failed than allowed. */
    PASSED,
    /** The run ended and a criterion was not met. */
    FAILED,
    /** The load test was the bottleneck, so the figures do not describe the system. */
    INVALID,
    /** Someone stopped the run before its end. */
    INTERRUPTED
}
