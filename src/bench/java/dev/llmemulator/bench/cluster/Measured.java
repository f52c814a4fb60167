package dev.llmemulator.bench.cluster;

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
 * @param cpuSeconds what each process took meanwhile
 */
public record Measured(WindowFigures figures, long tokens, double seconds, Map<String, Double> cpuSeconds) {
    /** Opens the figures for a while. */
    public static Measured during(Duration length, NativeCluster cluster, WindowFigures figures)
            throws InterruptedException {
        var cpuBefore = cluster.processes().cpuSeconds();
        var startNs = System.nanoTime();
        cluster.network().run(() -> figures.count(true));
        Thread.sleep(length.toMillis());
        cluster.network().run(() -> figures.count(false));
        var seconds = (System.nanoTime() - startNs) / 1e9;
        var cpu = cluster.processes().cpuSeconds();
        cpuBefore.forEach((process, before) -> cpu.merge(process, -before, Double::sum));
        return new Measured(figures, cluster.network().call(figures::tokens), seconds, cpu);
    }

    /** The same window with another count of tokens, for those that nobody here reads. */
    public Measured withTokens(long count) {
        return new Measured(figures, count, seconds, cpuSeconds);
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
        return windows.stream().mapToLong(Measured::tokens).sum() / seconds(windows);
    }

    /** Microseconds of processor that some processes took together for each token, over all windows. */
    public static double cpuUs(List<Measured> windows, List<String> processes) {
        return 1e6
                * cpuSeconds(windows, processes)
                / windows.stream().mapToLong(Measured::tokens).sum();
    }

    /** Processors that some processes kept busy together, over all windows. */
    public static double cores(List<Measured> windows, List<String> processes) {
        return cpuSeconds(windows, processes) / seconds(windows);
    }

    private static double cpuSeconds(List<Measured> windows, List<String> processes) {
        return windows.stream()
                .flatMapToDouble(window ->
                        processes.stream().mapToDouble(process -> window.cpuSeconds.getOrDefault(process, 0.0)))
                .sum();
    }

    private static double seconds(List<Measured> windows) {
        return windows.stream().mapToDouble(Measured::seconds).sum();
    }
}
