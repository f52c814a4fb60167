package dev.llmemulator.load.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds the folder that Gatling writes its report to, of which it tells nobody: {@code <root>/<simulation>-<time stamp>}. */
final class ResultsFolder {

    private ResultsFolder() {}

    /** The newest folder of a simulation whose name is not below the given one; null if there is none. */
    static @Nullable Path find(Path root, String simulation, String notBelow) {
        if (!Files.isDirectory(root)) {
            return null;
        }
        String prefix = simulation.toLowerCase(Locale.ROOT) + "-";
        try (Stream<Path> folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .filter(folder -> name(folder).matches(prefix + "\\d+"))
                    .filter(folder -> name(folder).compareTo(prefix + notBelow) >= 0)
                    .max(Comparator.comparing(ResultsFolder::name))
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root, e);
        }
    }

    /** Where Gatling was told to put its folders: by the argument that its plugin passes, else where that puts them by default. */
    static Path root() {
        String[] arguments = ProcessHandle.current().info().arguments().orElse(new String[0]);
        for (int i = 0; i + 1 < arguments.length; i++) {
            if (arguments[i].equals("-rf") || arguments[i].equals("--results-folder")) {
                return Path.of(arguments[i + 1]);
            }
        }
        return Path.of("target", "gatling");
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }
}
