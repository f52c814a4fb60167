package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.cluster.Measured;
import dev.llmemulator.bench.cluster.NativeCluster;
import dev.llmemulator.bench.cluster.Processes;
import dev.llmemulator.bench.cluster.SilentStreams;
import dev.llmemulator.bench.cluster.WindowFigures;
import java.time.Duration;
import java.util.List;

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

    private TokenCost() {}

    static void run(NativeCluster cluster) throws Exception {
        measure(cluster, 100);
        var measured = Measured.inTurn(STREAMS, ROUNDS, streams -> measure(cluster, streams));
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

    @SuppressWarnings("try") // The streams need only be under way.
    private static Measured measure(NativeCluster cluster, int streams) throws Exception {
        var delay = Duration.ofNanos(1_000_000_000L * streams / TOKENS_PER_SECOND);
        try (var underWay = new SilentStreams(cluster, streams, WORDS, Duration.ZERO, delay)) {
            Thread.sleep(WARM_UP.toMillis());
            var publishedBefore = cluster.published();
            var window = Measured.during(WINDOW, cluster, new WindowFigures());
            return window.withTokens(cluster.published() - publishedBefore);
        }
    }
}
