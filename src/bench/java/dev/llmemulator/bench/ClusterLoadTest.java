package dev.llmemulator.bench;

import dev.llmemulator.load.run.LoadTestProcess;
import io.gatling.javaapi.core.Simulation;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A load test against the cluster, in a process of its own, as {@code mvn gatling:test} would start it. */
final class ClusterLoadTest {
    // What LoadTestProcess leaves out of the options in pom.xml.
    private static final List<String> OPTIONS = List.of(
            "-Xmx1g",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:+UseTransparentHugePages",
            "-Dio.netty.leakDetection.level=disabled",
            "-Dtarget=cluster");

    private ClusterLoadTest() {}

    static Process start(Class<? extends Simulation> simulation, Path results, String... settings) throws IOException {
        return LoadTestProcess.start(
                List.of(),
                simulation,
                results,
                Stream.concat(OPTIONS.stream(), Stream.of(settings)).toArray(String[]::new));
    }
}
