package dev.llmemulator.bench;

import dev.llmemulator.bench.clients.EmulatorRun;
import dev.llmemulator.bench.clients.Measured;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import dev.llmemulator.bench.system.Target;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a token costs the emulators in short and in long answers, near the load that the cluster carries. An answer costs its POST, however
 * long it is: over the lengths, the cost of a token is a / words + b, where a is what an answer costs and b what a token costs by
 * itself. The least squares of what was measured tell both.
 */
final class LengthCost {
    private static final int CLIENTS = 140;
    private static final List<Integer> LENGTHS = List.of(50, 100, 200, 500);
    private static final int ROUNDS = 2;
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    private static final Duration WINDOW = Duration.ofSeconds(5);
    private static final double GOAL_US = 8;

    private final EmulatorRun emulator;
    private final Map<Integer, List<Measured>> measured = new LinkedHashMap<>();

    private LengthCost(EmulatorRun emulator) {
        this.emulator = emulator;
    }

    static void run(Network network, Target target, Processes processes) throws Exception {
        new LengthCost(new EmulatorRun(network, target, processes)).run();
    }

    private void run() throws Exception {
        emulator.measure(CLIENTS, EmulatorRun.WORDS, WARM_UP, WINDOW);
        var order = new ArrayList<>(LENGTHS);
        LENGTHS.forEach(words -> measured.put(words, new ArrayList<>()));
        for (var round = 0; round < ROUNDS; round++) {
            for (var words : order) {
                measured.getOrDefault(words, List.of()).add(emulator.measure(CLIENTS, words, WARM_UP, WINDOW));
            }
            // What comes first would otherwise always have the colder machine.
            Collections.reverse(order);
        }
        print();
    }

    private void print() {
        var table = new Table(
                "words of an answer", "tokens/s", "answer / ideal p99", "emulators: µs a token", "machine: µs a token");
        measured.forEach((words, runs) -> table.row(
                "%d".formatted(words),
                "%.0f"
                        .formatted(runs.stream()
                                .mapToDouble(Measured::tokensPerSecond)
                                .average()
                                .orElseThrow()),
                "%.3f"
                        .formatted(runs.stream()
                                .mapToDouble(run -> run.figures().answerToIdeal(99))
                                .max()
                                .orElseThrow()),
                "%.1f".formatted(Measured.cpuUs(runs, Processes.EMULATORS)),
                "%.1f".formatted(Measured.cpuUs(runs, List.of(Processes.MACHINE)))));
        System.out.println(table);
        measured.values().forEach(runs -> runs.forEach(Machine::printViolations));
        System.out.println();
        var line = fit();
        var goal = new Table("of that, by least squares", "measured", "goal", "met");
        goal.row("an answer, its POST included", "%.0f µs".formatted(line[0]), "", "");
        goal.atMost("a token by itself", line[1], GOAL_US, "%.1f µs");
        System.out.println(goal);
        System.out.println();
    }

    /** The cost of an answer and of a token. */
    private double[] fit() {
        var n = measured.size();
        var x = measured.keySet().stream().mapToDouble(words -> 1.0 / words).toArray();
        var y = measured.values().stream()
                .mapToDouble(runs -> Measured.cpuUs(runs, Processes.EMULATORS))
                .toArray();
        var sumX = 0D;
        var sumY = 0D;
        var sumXx = 0D;
        var sumXy = 0D;
        for (var i = 0; i < n; i++) {
            sumX += x[i];
            sumY += y[i];
            sumXx += x[i] * x[i];
            sumXy += x[i] * y[i];
        }
        var slope = (n * sumXy - sumX * sumY) / (n * sumXx - sumX * sumX);
        return new double[] {slope, (sumY - slope * sumX) / n};
    }
}
