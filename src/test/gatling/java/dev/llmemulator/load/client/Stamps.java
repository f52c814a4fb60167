package dev.llmemulator.load.client;

/** When a publication was due and sent, in microseconds since the epoch by the emulator's clock; 0 if not said. */
public record Stamps(long dueUs, long sentUs) {}
