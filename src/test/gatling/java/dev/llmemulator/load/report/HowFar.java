package dev.llmemulator.load.report;

import org.jspecify.annotations.Nullable;

/**
 * How far a run is. The live page gets it under these names.
 *
 * @param phase what it does now, in words
 * @param share of the phase that is over, from 0 to 1; null if nobody can tell
 * @param secondsLeft an estimate of the phase's remaining time; null if nobody can tell
 */
public record HowFar(
        String phase, @Nullable Double share, @Nullable Double secondsLeft) {}
