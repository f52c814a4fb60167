package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.bench.cluster.EmulatorRun;
import dev.llmemulator.bench.cluster.NativeCluster;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.Capacity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * Searches for the capacity of the cluster twice in a row, and compares what is found with the ceiling by the same
 * objective. That one is found by the benchmark's own, cheaper readers, and without the confidence that a search wants.
 */
final class Searches {
    private static final String OBJECTIVE = "ratio.p99<" + Ceiling.ALLOWED_P99;
    private static final double MOST_APART = 0.1;
    private static final int FIRST_CLIENTS = 30;
    private static final long LONGEST_MINUTES = 8;

    private Searches() {}

    static void run(NativeCluster cluster) throws Exception {
        var first = search();
        var second = search();
        var ceilings = Ceiling.asForCapacity(cluster).run();

        var found = new Table("p99 of answer / ideal ≤ " + Ceiling.ALLOWED_P99, "found");
        found.row("first search", first.path("headline").asText());
        found.row("second search", second.path("headline").asText());
        found.row("ceiling, three rounds of 30 s", ceilings.toString());
        found.print();

        var ceiling = ceilings.get(ceilings.size() / 2);
        var compared = new Table("apart", "measured", "goal", "met");
        addApart(compared, "the two searches", load(first), load(second));
        addApart(compared, "the first search and the ceiling", load(first), ceiling);
        addApart(compared, "the second search and the ceiling", load(second), ceiling);
        compared.print();
    }

    private static JsonNode search() throws IOException, InterruptedException {
        var results = Files.createTempDirectory(Path.of("target"), "bench-capacity-");
        var process = ClusterLoadTest.start(
                Capacity.class,
                results,
                "-Dclients=" + FIRST_CLIENTS,
                "-Dlength=" + EmulatorRun.WORDS,
                "-Dslo=" + OBJECTIVE,
                "-Dreuse=true");
        try {
            if (!process.waitFor(LONGEST_MINUTES, TimeUnit.MINUTES)) {
                throw new IllegalStateException("A search takes too long: see " + LoadTestProcess.printed(results));
            }
        } finally {
            process.destroy();
        }
        var capacity = LoadTestProcess.summary(results).path("capacity");
        if (!capacity.path("load").isNumber()) {
            throw new IllegalStateException("A search found nothing: see " + LoadTestProcess.printed(results));
        }
        System.out.println(capacity.path("headline").asText());
        return capacity;
    }

    private static double load(JsonNode capacity) {
        return capacity.path("load").asDouble();
    }

    private static void addApart(Table table, String what, double one, double other) {
        var apart = Math.abs(one / other - 1);
        table.row(
                what,
                cell("%.0f %%", 100 * apart),
                cell("≤ %.0f %%", 100 * MOST_APART),
                Table.met(apart <= MOST_APART));
    }
}
