package dev.llmemulator.load.watch;

/** What a self-check requires, what it found, and whether that is enough. */
public record Finding(String required, String actual, boolean met) {}
