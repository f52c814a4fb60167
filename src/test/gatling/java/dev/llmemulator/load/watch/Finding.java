package dev.llmemulator.load.watch;

/** What is required of the load test itself, what was, and whether that will do. */
public record Finding(String required, String actual, boolean met) {}
