package dev.llmemulator.load.watch;

/**
 * A reason why the load test was the bottleneck.
 *
 * @param what what was wrong
 * @param advice what to do
 */
public record Cause(String what, String advice) {}
