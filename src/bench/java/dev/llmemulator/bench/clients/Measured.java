package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import dev.llmemulator.bench.system.Processes.CpuTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

    /** The same window with another count of tokens, for those that nobody here reads. */
    public Measured withTokens(long count) {
        return new Measured(figures, count, seconds, cpu);
    }

    /** Measures each value so many times, in turn to and fro: what came first always would have the colder machine. */
    public static Map<Integer, List<Measured>> inTurn(List<Integer> values, int rounds, Measurement measurement)
            throws Exception {
        var measured = new TreeMap<Integer, List<Measured>>();
        var order = new ArrayList<>(values);
        for (var round = 0; round < rounds; round++) {
            for (var value : order) {
                measured.computeIfAbsent(value, any -> new ArrayList<>()).add(measurement.of(value));
            }
            Collections.reverse(order);
        }
        return measured;
    }

    /** Measures one value. */
    public interface Measurement {
        Measured of(int value) throws Exception;
    }

    public double tokensPerSecond() {
        return tokens / seconds;
    }

    /** Tokens a second over all windows. */
    public static double tokensPerSecond(List<Measured> windows) {
        return windows.stream().mapToLong(Measured::tokens).sum()
                / windows.stream().mapToDouble(Measured::seconds).sum();
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
