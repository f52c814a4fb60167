package dev.llmemulator.load.engine;

import io.gatling.app.Gatling;
import io.gatling.app.RunResult;
import io.gatling.app.RunResultProcessor;
import io.gatling.app.cli.GatlingArgsParser;
import io.gatling.core.Predef;
import io.gatling.core.cli.GatlingArgs;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import scala.Console$;
import scala.jdk.javaapi.OptionConverters;

/**
 * Makes Gatling's HTML report, and keeps Gatling's own lines from the console.
 *
 * <p>Gatling makes its report after a simulation's {@code after()}, prints 40 lines about it and exits with a status of
 * its own. No setting and no public call changes that. A run that makes the report itself, by the very class that
 * Gatling uses, can have the last word.
 */
public final class GatlingReport {
    private final GatlingArgs arguments;

    private GatlingReport(GatlingArgs arguments) {
        this.arguments = arguments;
    }

    /** The report that this process was told to make. */
    public static GatlingReport ofThisProcess() {
        return of(arguments());
    }

    static GatlingReport of(List<String> arguments) {
        return new GatlingReport(new GatlingArgsParser(arguments.toArray(String[]::new))
                .parseArguments()
                .left()
                .getOrElse(GatlingArgs::Empty));
    }

    /** The folder that gets a folder for each run. */
    public Path root() {
        return OptionConverters.toJava(arguments.resultsDirectory()).orElse(Path.of("target", "gatling"));
    }

    /** Makes the report in a run's folder of this name, and returns Gatling's exit status: 0 if all assertions hold. */
    public int make(String run) {
        var processor = new RunResultProcessor(arguments, Predef.configuration());
        return Console$.MODULE$.withOut(
                OutputStream.nullOutputStream(),
                () -> processor.processRunResult(new RunResult(run, true)).code());
    }

    // Gatling's Maven plugin hands the arguments over in a resource, one a line, lest the command line get too long.
    private static List<String> arguments() {
        try (var resource = GatlingReport.class.getClassLoader().getResourceAsStream("META-INF/args.txt")) {
            if (resource != null) {
                return new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .toList();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read Gatling's arguments", e);
        }
        var command = command();
        // What stands before the main class is the JVM's.
        return command.subList(command.indexOf(Gatling.class.getName()) + 1, command.size());
    }

    private static List<String> command() {
        // Java itself tells none where the command line is longer than 4 KB, as it is with this class path on it.
        var linux = Path.of("/proc/self/cmdline");
        if (Files.isReadable(linux)) {
            try {
                // Each ends with a zero, the last one as well.
                var arguments = List.of(Files.readString(linux).split("\0", -1));
                return arguments.subList(0, arguments.size() - 1);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read the arguments of this process", e);
            }
        }
        return List.of(ProcessHandle.current().info().arguments().orElse(new String[0]));
    }
}
