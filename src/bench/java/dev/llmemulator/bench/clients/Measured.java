package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.CpuTimes;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import java.time.Duration;
import java.util.List;

/**
 * The result of one window of time.
 *
 * @param figures of the tokens that arrived in it, and of the answers that were asked for in it
 * @param tokens the count of tokens that arrived in it
 * @param seconds its length
 * @param cpu what the processes took meanwhile
 */
public record Measured(WindowFigures figures, long tokens, double seconds, CpuTimes cpu) {
    /** Opens the figures for a while. */
    public static Measured during(Duration length, Network network, WindowFigures figures, Processes processes)
            throws InterruptedException {
        var cpuBefore = processes.cpuTimes();
        var startNs = System.nanoTime();
        network.run(figures::open);
        Thread.sleep(length.toMillis());
        network.run(figures::close);
        var seconds = (System.nanoTime() - startNs) / 1e9;
        var cpu = processes.cpuTimes().since(cpuBefore);
        return new Measured(figures, network.call(figures::tokens), seconds, cpu);
    }

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
        var tokens = windows.stream().mapToLong(Measured::tokens).sum();
        return 1e6 * cpuSeconds(windows, processes) / tokens;
    }

    /** The count of all violations. */
    public int violations() {
        return figures.violations().values().stream()
                .mapToInt(Integer::intValue)
                .sum();
    }
}
