package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.CpuTimes;
import java.util.List;

/**
 * What came of one window.
 *
 * @param figures of the tokens that arrived in it, and the answers that were asked for in it
 * @param tokens that arrived in it
 * @param seconds that it was open
 * @param cpu what the processes took meanwhile
 */
public record Measured(Figures figures, long tokens, double seconds, CpuTimes cpu) {
    public double tokensPerSecond() {
        return tokens / seconds;
    }

    /** Seconds of processor that some processes took together, over all windows. */
    public static double cpuSeconds(List<Measured> windows, List<String> processes) {
        return windows.stream()
                .flatMapToDouble(window -> processes.stream().mapToDouble(window.cpu::seconds))
                .sum();
    }

    /** Microseconds of processor that some processes took together for each token, over all windows. */
    public static double cpuUs(List<Measured> windows, List<String> processes) {
        return 1e6
                * cpuSeconds(windows, processes)
                / windows.stream().mapToLong(Measured::tokens).sum();
    }

    public int violations() {
        return figures.violations().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }
}
