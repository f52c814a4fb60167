package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.clients.Measured;
import dev.llmemulator.bench.clients.SilentStreams;
import dev.llmemulator.bench.clients.WindowFigures;
import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Measures what a token costs one emulator with few fast streams and with many slow ones, 9000 tokens a second in all.
 */
final class TokenCost {
    private static final List<String> EMULATOR = List.of(Processes.EMULATORS.get(0));
    private static final List<Integer> STREAMS = List.of(10, 100, 1_000, 9_000);
    private static final int TOKENS_PER_SECOND = 9_000;
    private static final int WORDS = 100_000;
    private static final int ROUNDS = 2;
    private static final Duration WARM_UP = Duration.ofMillis(1_500);
    private static final Duration WINDOW = Duration.ofSeconds(4);
    private static final double ALLOWED_DEVIATION = 0.2;

    private final Network network;
    private final NativeCluster cluster;

    private TokenCost(Network network, NativeCluster cluster) {
        this.network = network;
        this.cluster = cluster;
    }

    static void run(Network network, NativeCluster cluster) throws Exception {
        var cost = new TokenCost(network, cluster);
        cost.measure(100);
        print(Measured.inTurn(STREAMS, ROUNDS, cost::measure));
    }

    @SuppressWarnings("try") // The streams need only be under way.
    private Measured measure(int streams) throws Exception {
        var delay = Duration.ofNanos(1_000_000_000L * streams / TOKENS_PER_SECOND);
        try (var underWay = SilentStreams.begin(network, cluster, streams, WORDS, Duration.ZERO, delay)) {
            Thread.sleep(WARM_UP.toMillis());
            var publishedBefore = cluster.published();
            var window = Measured.during(WINDOW, network, new WindowFigures(), cluster.processes());
            return window.withTokens(cluster.published() - publishedBefore);
        }
    }

    private static void print(Map<Integer, List<Measured>> measured) {
        var mean = measured.values().stream()
                .mapToDouble(windows -> Measured.cpuUs(windows, EMULATOR))
                .average()
                .orElseThrow();
        var table = new Table("streams", "tokens/s", "processor µs a token", "to their mean", "goal", "met");
        measured.forEach((streams, windows) -> {
            var costUs = Measured.cpuUs(windows, EMULATOR);
            table.row(
                    cell("%d", streams),
                    cell("%.0f", Measured.tokensPerSecond(windows)),
                    cell("%.1f", costUs),
                    cell("%+.0f %%", 100 * (costUs / mean - 1)),
                    cell("± %.0f %%", 100 * ALLOWED_DEVIATION),
                    Table.met(Math.abs(costUs / mean - 1) <= ALLOWED_DEVIATION));
        });
        table.print();
    }
}
