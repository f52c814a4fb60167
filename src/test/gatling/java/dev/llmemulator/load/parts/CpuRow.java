package dev.llmemulator.load.parts;

import org.jspecify.annotations.Nullable;

/**
 * The CPU time of the parts of a kind.
 *
 * @param part its name in {@code summary.json}; {@code other} is what else ran on the machine, {@code machine} all of it
 * @param label its name for people
 * @param elsewhere whether they run on another machine, so that this one's time has no share of it
 * @param share of the time of all processors of this machine; null if they run elsewhere
 * @param usPerToken null without a token
 */
public record CpuRow(
        String part,
        String label,
        int instances,
        boolean elsewhere,
        double seconds,
        @Nullable Double share,
        @Nullable Double usPerToken) {
    public static final String OTHER = "other";
    public static final String MACHINE = "machine";
}
