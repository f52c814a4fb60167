package dev.llmemulator.load.watch;

import org.jspecify.annotations.Nullable;

/**
 * How the processors that this process may use spent their time: for any program, for this process, and for other
 * machines of the hypervisor. A share is null if it was not measured or is not known.
 */
public record Processors(
        int count,
        @Nullable CpuShare busy,
        @Nullable CpuShare process,
        @Nullable CpuShare stolen) {}
