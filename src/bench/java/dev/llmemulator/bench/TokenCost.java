package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.clients.SilentStreams;
import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Pages;
import dev.llmemulator.bench.system.Processes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a token costs one emulator while few fast or many slow streams are under way, 9000 tokens a second in all. */
final class TokenCost {
    private static final String EMULATOR = Processes.EMULATORS.get(0);
    private static final List<Integer> STREAMS = List.of(10, 100, 1_000, 9_000);
    private static final int TOKENS_PER_SECOND = 9_000;
    private static final int WORDS = 100_000;
    private static final int ROUNDS = 2;
    private static final Duration WARM_UP = Duration.ofMillis(1_500);
    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final double ALLOWED_DEVIATION = 0.2;

    private final Network network;
    private final NativeCluster cluster;
    private final Processes processes;
    private final Pages pages;
    private final Map<Integer, Cost> costs = new LinkedHashMap<>();

    /** What was taken and published in some windows. */
    private record Cost(double cpuSeconds, long tokens, double seconds) {
        Cost plus(Cost other) {
            return new Cost(cpuSeconds + other.cpuSeconds, tokens + other.tokens, seconds + other.seconds);
        }

        double us() {
            return 1e6 * cpuSeconds / tokens;
        }
    }

    private TokenCost(Network network, NativeCluster cluster, Processes processes) {
        this.network = network;
        this.cluster = cluster;
        this.processes = processes;
        this.pages = new Pages(cluster);
    }

    static void run(Network network, NativeCluster cluster, Processes processes) throws Exception {
        new TokenCost(network, cluster, processes).run();
    }

    private void run() throws Exception {
        measure(100);
        var order = new ArrayList<>(STREAMS);
        for (var round = 0; round < ROUNDS; round++) {
            for (var streams : order) {
                costs.merge(streams, measure(streams), Cost::plus);
            }
            // What comes first would otherwise always have the colder machine.
            Collections.reverse(order);
        }
        print();
    }

    @SuppressWarnings("try") // The streams need only be under way.
    private Cost measure(int streams) throws Exception {
        var delay = Duration.ofNanos(1_000_000_000L * streams / TOKENS_PER_SECOND);
        try (var underWay = SilentStreams.begin(network, cluster, streams, WORDS, Duration.ZERO, delay)) {
            Thread.sleep(WARM_UP.toMillis());
            var publishedBefore = pages.published();
            var cpuBefore = processes.cpuTimes();
            var startNs = System.nanoTime();
            Thread.sleep(WINDOW.toMillis());
            var cpu = processes.cpuTimes().since(cpuBefore);
            var seconds = (System.nanoTime() - startNs) / 1e9;
            return new Cost(cpu.seconds(EMULATOR), pages.published() - publishedBefore, seconds);
        }
    }

    private void print() {
        var mean = costs.values().stream().mapToDouble(Cost::us).average().orElseThrow();
        var table = new Table("streams", "tokens/s", "processor µs a token", "to their mean", "goal", "met");
        costs.forEach((streams, cost) -> table.row(
                cell("%d", streams),
                cell("%.0f", cost.tokens / cost.seconds),
                cell("%.1f", cost.us()),
                cell("%+.0f %%", 100 * (cost.us() / mean - 1)),
                cell("± %.0f %%", 100 * ALLOWED_DEVIATION),
                Table.met(Math.abs(cost.us() / mean - 1) <= ALLOWED_DEVIATION)));
        table.print();
    }
}
