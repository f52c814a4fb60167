package dev.llmemulator.load.watch;

import org.jspecify.annotations.Nullable;

/**
 * How the processors that this process may use spent their time: for any program, for this process, and for other
 * machines of the hypervisor. A share is null if it was not measured or is not known.
 *
 * @param cluster the share that the watched parts of the cluster took, as far as they run on this machine; 0 if that is
 *     not known
 */
public record Processors(
        int count,
        @Nullable CpuShare busy,
        @Nullable CpuShare process,
        @Nullable CpuShare stolen,
        double cluster) {
    Processors withCluster(double share) {
        return new Processors(count, busy, process, stolen, share);
    }
}
