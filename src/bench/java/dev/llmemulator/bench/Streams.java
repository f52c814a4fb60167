package dev.llmemulator.bench;

import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import dev.llmemulator.bench.system.Target;
import java.nio.file.Path;
import java.util.List;

/** What a stream and a token cost the emulator: {@code memory}, {@code cost}, or both. */
public final class Streams {
    private static final List<String> PARTS = List.of("memory", "cost");

    private Streams() {}

    public static void main(String... arguments) throws Exception {
        var parts = arguments.length == 0 ? PARTS : List.of(arguments);
        if (!PARTS.containsAll(parts)) {
            throw new IllegalArgumentException("Parts are " + PARTS);
        }
        var target = Target.nativeCluster();
        var processes = new Processes(Path.of(".run"));
        try (var network = new Network("questions")) {
            for (var part : parts) {
                switch (part) {
                    case "memory" -> StreamMemory.run(network, target, processes);
                    default -> TokenCost.run(network, target, processes);
                }
            }
        }
        Machine.print();
    }
}
