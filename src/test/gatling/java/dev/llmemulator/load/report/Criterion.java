package dev.llmemulator.load.report;

/**
 * One of the things that a run has to fulfil to pass.
 *
 * @param name a fixed phrase
 * @param required in words
 * @param actual in words; may hold messages of servers
 */
public record Criterion(String name, String required, String actual, boolean met) {}
