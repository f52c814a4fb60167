package dev.llmemulator.load.watch;

/**
 * A share of the processors' time, from 0 to 1.
 *
 * @param mean over the whole run
 * @param most in the fullest second
 */
public record CpuShare(double mean, double most) {}
