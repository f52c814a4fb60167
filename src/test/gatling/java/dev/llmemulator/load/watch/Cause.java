package dev.llmemulator.load.watch;

/** A reason why the load test was the bottleneck, and what to do about it. */
public record Cause(String what, String advice) {}
