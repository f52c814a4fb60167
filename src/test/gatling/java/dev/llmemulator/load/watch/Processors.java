package dev.llmemulator.load.watch;

import org.jspecify.annotations.Nullable;

/**
 * What became of the processors' time; null what was not measured, or is not told by the operating system.
 *
 * @param count that this process may use
 * @param busy over the whole machine, for whatever program
 * @param process used by this process, of the processors that it may use
 * @param stolen given to other machines by the hypervisor
 */
public record Processors(
        int count,
        @Nullable Share busy,
        @Nullable Share process,
        @Nullable Share stolen) {}
