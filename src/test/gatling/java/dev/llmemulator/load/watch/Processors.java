package dev.llmemulator.load.watch;

import org.jspecify.annotations.Nullable;

/**
 * How the processors spent their time. A share is null if it was not measured or is not known.
 *
 * @param count processors that this process may use
 * @param busy of the whole machine, for any program
 * @param process used by this process, of the processors that it may use
 * @param stolen given to other machines by the hypervisor
 */
public record Processors(
        int count,
        @Nullable CpuShare busy,
        @Nullable CpuShare process,
        @Nullable CpuShare stolen) {}
