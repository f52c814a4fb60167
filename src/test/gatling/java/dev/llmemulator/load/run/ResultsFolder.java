package dev.llmemulator.load.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the folder that Gatling writes its report to, of which it tells nobody: {@code <root>/<simulation>-<time stamp>}. */
final class ResultsFolder {
    private ResultsFolder() {}

    /** The newest folder of a simulation whose name is not below the given one; null if there is none. */
    static @Nullable Path find(Path root, String simulation, String notBelow) {
        if (!Files.isDirectory(root)) {
            return null;
        }
        var prefix = simulation.toLowerCase(Locale.ROOT) + "-";
        try (var folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .filter(folder -> name(folder).matches(prefix + "\\d+"))
                    .filter(folder -> name(folder).compareTo(prefix + notBelow) >= 0)
                    .max(Comparator.comparing(ResultsFolder::name))
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root, e);
        }
    }

    /** Where Gatling was told to put its folders. */
    static Path root() {
        return rootIn(arguments());
    }

    static Path rootIn(List<String> arguments) {
        for (var i = 0; i + 1 < arguments.size(); i++) {
            if (arguments.get(i).equals("-rf") || arguments.get(i).equals("--results-folder")) {
                return Path.of(arguments.get(i + 1));
            }
        }
        return Path.of("target", "gatling");
    }

    // Gatling's Maven plugin hands the arguments over in a resource, one a line, lest the command line get too long.
    private static List<String> arguments() {
        try (var resource = ResultsFolder.class.getClassLoader().getResourceAsStream("META-INF/args.txt")) {
            return resource == null
                    ? List.of(ProcessHandle.current().info().arguments().orElse(new String[0]))
                    : new String(resource.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read Gatling's arguments", e);
        }
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }
}
