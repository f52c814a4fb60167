package dev.llmemulator.load.parts;

/**
 * A part, or its CPU time, that could not be watched.
 *
 * @param name of the part
 * @param reason why not
 * @param how to open it
 */
public record NotWatched(String name, String reason, String how) {}
