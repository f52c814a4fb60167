package dev.llmemulator.load.measure;

/** How far a server's clock is ahead of ours, and by how much that can be wrong at most, in microseconds. */
public record ClockOffset(long offsetUs, long errorUs) {
    /** The offset of a server that reads our own clock. */
    public static final ClockOffset NONE = new ClockOffset(0, 0);
}
