package dev.llmemulator.bench;

import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import java.util.List;

/**
 * Measures what the native cluster carries, how exactly, and at what cost: {@code quiet}, {@code answers}, {@code
 * ceiling}, {@code lengths}, or all of them.
 */
public final class Cluster {
    private Cluster() {}

    public static void main(String... arguments) throws Exception {
        run(List.of("quiet", "answers", "ceiling", "lengths"), List.of(arguments));
    }

    /** Runs the parts that are wanted, or all if none is. */
    static void run(List<String> parts, List<String> wanted) throws Exception {
        if (!parts.containsAll(wanted)) {
            throw new IllegalArgumentException("Parts are " + parts);
        }
        var cluster = NativeCluster.fromEnvironment();
        try (var network = new Network("clients")) {
            for (var part : wanted.isEmpty() ? parts : wanted) {
                switch (part) {
                    case "quiet" -> Quiet.run(network, cluster);
                    case "answers" -> SteadyAnswers.run(network, cluster);
                    case "ceiling" -> Ceiling.run(network, cluster);
                    case "lengths" -> LengthCost.run(network, cluster);
                    case "memory" -> StreamMemory.run(network, cluster);
                    default -> TokenCost.run(network, cluster);
                }
            }
        }
        Footer.printMachine();
    }
}
