package dev.llmemulator.bench;

import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import dev.llmemulator.bench.system.Target;
import java.nio.file.Path;
import java.util.List;

/** What the native cluster carries, how exactly, and what that costs: {@code answers}, {@code ceiling}, {@code lengths}, {@code quiet}, or all of them. */
public final class Cluster {
    private static final List<String> PARTS = List.of("quiet", "answers", "ceiling", "lengths");

    private Cluster() {}

    public static void main(String... arguments) throws Exception {
        var parts = arguments.length == 0 ? PARTS : List.of(arguments);
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("Parts are " + PARTS);
        }
        var target = Target.nativeCluster();
        var processes = new Processes(Path.of(".run"));
        try (var network = new Network("readers")) {
            for (var part : parts) {
                switch (part) {
                    case "quiet" -> Quiet.run(network, target);
                    case "answers" -> SteadyAnswers.run(network, target, processes);
                    case "lengths" -> LengthCost.run(network, target, processes);
                    default -> Ceiling.run(network, target, processes);
                }
            }
        }
        Machine.print();
    }
}
