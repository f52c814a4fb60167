package dev.llmemulator.load.watch;

/** A share of the processors' time, from 0 to 1: its mean over the whole run, and the most in a second. */
public record CpuShare(double mean, double most) {}
