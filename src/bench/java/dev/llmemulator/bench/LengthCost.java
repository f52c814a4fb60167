package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.cluster.EmulatorRun;
import dev.llmemulator.bench.cluster.Measured;
import dev.llmemulator.bench.cluster.NativeCluster;
import dev.llmemulator.bench.cluster.Processes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * Measures what a token costs the emulators in short and in long answers, near the highest load. Each answer costs its
 * POST, however long it is. So a token costs a / words + b: a is the cost of an answer, b that of a token by itself. The
 * least squares give both.
 */
final class LengthCost {
    private static final int CLIENTS = 140;
    private static final List<Integer> LENGTHS = List.of(50, 100, 200, 500);
    private static final int ROUNDS = 2;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final double GOAL_US = 8;

    private LengthCost() {}

    static void run(NativeCluster cluster) throws Exception {
        measure(cluster, EmulatorRun.WORDS);
        print(Measured.inTurn(LENGTHS, ROUNDS, words -> measure(cluster, words)));
    }

    private static Measured measure(NativeCluster cluster, int words) throws Exception {
        return EmulatorRun.measure(cluster, CLIENTS, words, WARM_UP, WINDOW);
    }

    private static void print(Map<Integer, List<Measured>> measured) {
        var table = new Table(
                "words of an answer", "tokens/s", "answer / ideal p99", "emulators: µs a token", "machine: µs a token");
        measured.forEach((words, runs) -> {
            var p99 = runs.stream().mapToDouble(run -> run.figures().answerToIdeal(99));
            table.row(
                    cell("%d", words),
                    cell("%.0f", Measured.tokensPerSecond(runs)),
                    cell("%.3f", p99.max().orElseThrow()),
                    cell("%.1f", Measured.cpuUs(runs, Processes.EMULATORS)),
                    cell("%.1f", Measured.cpuUs(runs, List.of(Processes.MACHINE))));
        });
        table.print();
        measured.values().forEach(runs -> runs.forEach(run -> run.figures().printViolations()));
        var line = new SimpleRegression();
        measured.forEach((words, runs) -> line.addData(1.0 / words, Measured.cpuUs(runs, Processes.EMULATORS)));
        var goal = new Table("of that, by least squares", "measured", "goal", "met");
        goal.row("an answer, its POST included", cell("%.0f µs", line.getSlope()));
        goal.atMost("a token by itself", line.getIntercept(), GOAL_US, "%.1f µs");
        goal.print();
    }
}
