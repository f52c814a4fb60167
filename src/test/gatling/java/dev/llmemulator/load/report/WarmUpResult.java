package dev.llmemulator.load.report;

/** What went before the measurement, and is in none of its figures. */
public record WarmUpResult(double seconds, long answers, long failed) {
    /** No warm-up. */
    public static final WarmUpResult NONE = new WarmUpResult(0, 0, 0);
}
