package dev.llmemulator.load.watch;

/**
 * A share of the time of all processors, from 0 to 1.
 *
 * @param mean over the whole run
 * @param most in a single second
 */
public record Share(double mean, double most) {}
