package dev.llmemulator.load.measure;

/**
 * How far a server's clock is ahead of ours, in microseconds.
 *
 * @param errorUs the true offset is no farther from this one
 */
public record ClockOffset(long offsetUs, long errorUs) {
    /** That of a server which reads our own clock. */
    public static final ClockOffset NONE = new ClockOffset(0, 0);
}
