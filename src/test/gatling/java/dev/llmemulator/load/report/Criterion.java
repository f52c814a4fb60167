package dev.llmemulator.load.report;

/**
 * A condition that a run must meet to pass. {@code summary.json} has these names.
 *
 * @param name a fixed phrase
 * @param required in words
 * @param actual in words; may hold messages of servers
 */
record Criterion(String name, String required, String actual, boolean met) {}
