package dev.llmemulator.load.parts;

/** A value at a time, in microseconds since the epoch by the clock of the run. */
public record Point(long atUs, double value) {}
