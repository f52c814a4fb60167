package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.gatling.app.Gatling;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A load test in a process of its own, as Maven starts it, that has come to its end.
 *
 * @param printed all that it said
 */
public record LoadTestProcess(String printed) {
    private static final long LIMIT_S = 90;
    private static final long LOOK_EVERY_MS = 50;

    /**
     * Runs one to its end, which has to have an exit code.
     *
     * @param results the folder that gets its report
     * @param settings as {@code -Dname=value}, with spaces between them
     */
    public static LoadTestProcess run(
            int exitCode, Class<? extends Simulation> simulation, Path results, String... settings)
            throws IOException, InterruptedException {
        return awaitEnd(exitCode, start(List.of(), simulation, results, settings), results);
    }

    /** The same, for one whose environment has more. */
    public static LoadTestProcess runWith(
            Map<String, String> environment,
            int exitCode,
            Class<? extends Simulation> simulation,
            Path results,
            String... settings)
            throws IOException, InterruptedException {
        var launcher = Stream.concat(
                Stream.of("env"), environment.entrySet().stream().map(each -> each.getKey() + "=" + each.getValue()));
        return awaitEnd(exitCode, start(launcher.toList(), simulation, results, settings), results);
    }

    /** The same, for one that a command launches. */
    static LoadTestProcess runBy(
            List<String> launcher,
            int exitCode,
            Class<? extends Simulation> simulation,
            Path results,
            String... settings)
            throws IOException, InterruptedException {
        return awaitEnd(exitCode, start(launcher, simulation, results, settings), results);
    }

    /** The same, for one that may have only so many files open. */
    static LoadTestProcess runWithFiles(
            int files, int exitCode, Class<? extends Simulation> simulation, Path results, String... settings)
            throws IOException, InterruptedException {
        var limited = List.of("sh", "-c", "ulimit -n " + files + "; exec \"$@\"", "sh");
        return awaitEnd(exitCode, start(limited, simulation, results, settings), results);
    }

    /** Runs one until it has printed something, and a little longer, and then terminates it by a signal. */
    static LoadTestProcess terminate(
            int exitCode,
            Class<? extends Simulation> simulation,
            Path results,
            String once,
            long laterMs,
            String... settings)
            throws IOException, InterruptedException {
        var process = start(List.of(), simulation, results, settings);
        try {
            while (process.isAlive() && !Files.readString(printed(results)).contains(once)) {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            }
            TimeUnit.MILLISECONDS.sleep(laterMs);
        } finally {
            process.destroy();
        }
        return awaitEnd(exitCode, process, results);
    }

    /** Starts one in the process that a command launches, which is empty for none. */
    public static Process start(
            List<String> launcher, Class<? extends Simulation> simulation, Path results, String... settings)
            throws IOException {
        var builder = new ProcessBuilder(new ArrayList<>(launcher));
        builder.command()
                .addAll(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx512m",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:CompileThresholdScaling=0.1",
                        "-XX:+UseG1GC",
                        "--add-opens=java.base/java.lang=ALL-UNNAMED"));
        Stream.of(settings)
                .map(each -> each.split(" ", -1))
                .forEach(each -> builder.command().addAll(List.of(each)));
        builder.command()
                .addAll(List.of(Gatling.class.getName(), "-s", simulation.getName(), "-rf", results.toString()));
        // Not as an argument, or the command line would be too long for the run to find its results folder there.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        return builder.redirectErrorStream(true)
                .redirectOutput(printed(results).toFile())
                .start();
    }

    private static LoadTestProcess awaitEnd(int exitCode, Process process, Path results)
            throws IOException, InterruptedException {
        try {
            assertThat(process.waitFor(LIMIT_S, TimeUnit.SECONDS))
                    .as("the run ends in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        var printed = Files.readString(printed(results));
        assertThat(process.exitValue()).as(printed).isEqualTo(exitCode);
        return new LoadTestProcess(printed);
    }

    /** The {@code summary.json} of the only run in a folder. */
    public static JsonNode summary(Path results) throws IOException {
        try (var files = Files.find(results, 2, (path, attributes) -> path.endsWith("summary.json"))) {
            return new JsonMapper().readTree(files.findFirst().orElseThrow().toFile());
        }
    }

    /** The file that has all that it has said so far. */
    public static Path printed(Path results) {
        return results.resolve("printed.txt");
    }
}
