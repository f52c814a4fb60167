package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.CpuTimes;

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

    /** Microseconds of processor that a process took for each token. */
    public double cpuUs(String process) {
        return 1e6 * cpu.seconds(process) / tokens;
    }

    public int violations() {
        return figures.violations().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }
}
