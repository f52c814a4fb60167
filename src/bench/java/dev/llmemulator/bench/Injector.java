package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.cluster.NativeCluster;
import dev.llmemulator.bench.cluster.Processes;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.StreamedAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Measures what a token costs the load test, against a plain client in Go that reads and checks the same answers, in
 * turn. Each is a process of its own. Its tokens are those that Centrifugo was given meanwhile, markers included.
 */
final class Injector {
    private static final int USERS = 40;
    private static final int WORDS = 100;
    private static final int ROUNDS = 2;

    // A JVM compiles for a minute.
    private static final Duration WARM_UP = Duration.ofSeconds(70);
    private static final Duration WARM_UP_OF_GO = Duration.ofSeconds(10);
    private static final Duration WINDOW = Duration.ofSeconds(40);
    private static final Path RESULTS = Path.of("target", "bench-injector");
    private static final Duration LONGEST = WARM_UP.plus(WINDOW).multipliedBy(2);

    private final NativeCluster cluster;

    private Injector(NativeCluster cluster) {
        this.cluster = cluster;
    }

    static void run(NativeCluster cluster) throws Exception {
        Files.createDirectories(RESULTS);
        var injector = new Injector(cluster);
        var table = new Table("CPU of a token", "round", "load test", "Go client", "ratio", "goal", "met");
        injector.compare(table, "a connection for each answer", false, 28.0 / 24);
        injector.compare(table, "users keep their connection", true, 1);
        table.print();
    }

    private void compare(Table table, String how, boolean reuse, double goal) throws Exception {
        for (var round = 1; round <= ROUNDS; round++) {
            var go = measure(goClient(reuse), WARM_UP_OF_GO);
            var loadTest = measure(loadTest(reuse), WARM_UP);
            var ratio = loadTest / go;
            table.row(
                    how,
                    cell("%d", round),
                    cell("%.1f µs", loadTest),
                    cell("%.1f µs", go),
                    cell("%.2f", ratio),
                    "≤ " + cell("%.2f", goal),
                    Table.met(ratio <= goal));
        }
    }

    /** Microseconds of processor time per publication, of a process that has just been started and is ended here. */
    private double measure(Process process, Duration warmUp) throws IOException, InterruptedException {
        try {
            waitFor(process, warmUp);
            var seconds = Processes.cpuSeconds(process.toHandle());
            var published = cluster.published();
            waitFor(process, WINDOW);
            return (Processes.cpuSeconds(process.toHandle()) - seconds) * 1e6 / (cluster.published() - published);
        } finally {
            process.destroy();
            process.waitFor();
        }
    }

    private static void waitFor(Process process, Duration time) throws InterruptedException {
        if (process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("It ended by itself: see " + LoadTestProcess.printed(RESULTS));
        }
    }

    private static Process goClient(boolean reuse) throws IOException {
        return new ProcessBuilder(
                        Path.of("target", "go-client").toString(),
                        "-users=" + USERS,
                        "-words=" + WORDS,
                        "-reuse=" + reuse,
                        "-seconds=" + LONGEST.toSeconds())
                .redirectErrorStream(true)
                .redirectOutput(LoadTestProcess.printed(RESULTS).toFile())
                .start();
    }

    private static Process loadTest(boolean reuse) throws IOException {
        return ClusterLoadTest.start(
                StreamedAnswers.class,
                RESULTS,
                "-Dclients=" + USERS,
                "-Dlength=" + WORDS,
                "-Dcycles=" + LONGEST.toSeconds(),
                "-Dreuse=" + reuse);
    }
}
