package dev.llmemulator.load.client;

/**
 * The times that the emulator writes into a publication, in microseconds since the epoch by its own clock; 0 if it did
 * not say.
 *
 * @param dueUs when the publication was due
 * @param sentUs when it was sent
 */
public record Stamps(long dueUs, long sentUs) {}
