package dev.llmemulator.bench;

import dev.llmemulator.bench.cluster.NativeCluster;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** Measures what the native cluster carries, how exactly, and at what cost: the parts that the arguments name. */
public final class Cluster {
    private Cluster() {}

    public static void main(String... parts) throws Exception {
        try (var cluster = NativeCluster.fromEnvironment()) {
            for (var part : parts) {
                switch (part) {
                    case "quiet" -> new Quiet(cluster).run();
                    case "answers" -> SteadyAnswers.run(cluster);
                    case "ceiling" -> Ceiling.of(cluster).run();
                    case "long-ceiling" -> Ceiling.asForCapacity(cluster).run();
                    case "capacity" -> Searches.run(cluster);
                    case "injector" -> Injector.run(cluster);
                    case "lengths" -> LengthCost.run(cluster);
                    case "memory" -> StreamMemory.run(cluster);
                    case "cost" -> TokenCost.run(cluster);
                    default -> throw new IllegalArgumentException("unknown part: " + part);
                }
            }
        }
        printMachine();
    }

    /** Prints what machine and which versions were measured. */
    static void printMachine() {
        var versions = System.getenv("CLUSTER_VERSIONS");
        System.out.printf(
                "%d cores, Linux %s, Java %s%s, %s%n",
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"),
                System.getProperty("java.version"),
                versions == null ? "" : ", " + versions,
                LocalDate.now(ZoneOffset.UTC));
    }
}
