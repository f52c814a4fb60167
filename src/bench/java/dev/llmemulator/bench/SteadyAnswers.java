package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.cluster.EmulatorRun;
import dev.llmemulator.bench.cluster.NativeCluster;
import java.time.Duration;

/** Measures how exactly answers come to 100 users who read without a pause, 10,000 tokens a second. */
final class SteadyAnswers {
    private static final Duration WARM_UP = Duration.ofSeconds(6);
    private static final Duration WINDOW = Duration.ofSeconds(10);

    private SteadyAnswers() {}

    static void run(NativeCluster cluster) throws Exception {
        var measured = EmulatorRun.measure(cluster, 100, EmulatorRun.WORDS, WARM_UP, WINDOW);
        var figures = measured.figures();
        var table = new Table("100 clients x 100 words x 10 ms", "measured", "goal", "met");
        table.row("tokens a second", cell("%.0f", measured.tokensPerSecond()));
        table.row("answers", cell("%d", figures.answers()));
        table.atMost("answer / ideal p50", figures.answerToIdeal(50), 1.01, "%.3f");
        table.atMost("answer / ideal p99", figures.answerToIdeal(99), 1.05, "%.3f");
        table.atMost("violations", figures.violations(), 0, "%.0f");
        table.row("token delay (due to received) p50", cell("%.1f ms", figures.delayMs(50)));
        table.atMost("token delay (due to received) p99", figures.delayMs(99), 30, "%.1f ms");
        table.print();
        figures.printViolations();
    }
}
