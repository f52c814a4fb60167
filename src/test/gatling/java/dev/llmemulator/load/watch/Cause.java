package dev.llmemulator.load.watch;

/**
 * Why the load test was the bottleneck.
 *
 * @param what was the matter
 * @param advice what to do
 */
public record Cause(String what, String advice) {}
