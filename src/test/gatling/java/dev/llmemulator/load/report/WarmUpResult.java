package dev.llmemulator.load.report;

/** The load before the measurement, which is in none of its figures. {@code summary.json} has these names. */
public record WarmUpResult(double seconds, long answers, long failed) {
    public static final WarmUpResult NONE = new WarmUpResult(0, 0, 0);
}
