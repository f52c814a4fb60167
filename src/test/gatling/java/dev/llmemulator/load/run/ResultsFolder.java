package dev.llmemulator.load.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the folder of a run, {@code <root>/<simulation>-<time stamp>}, which Gatling makes and tells no one. */
final class ResultsFolder {
    private ResultsFolder() {}

    /**
     * Returns the oldest folder of a simulation whose time stamp is not below the given one; null if there is none. Gatling
     * makes a run's folder as soon as the run begins, so those of runs that began later are newer.
     */
    static @Nullable Path find(Path root, String simulation, String notBelow) {
        if (!Files.isDirectory(root)) {
            return null;
        }
        var prefix = simulation.toLowerCase(Locale.ROOT) + "-";
        try (var folders = Files.list(root)) {
            return folders.filter(Files::isDirectory)
                    .filter(folder -> name(folder).matches(prefix + "\\d+"))
                    .filter(folder -> name(folder).compareTo(prefix + notBelow) >= 0)
                    .min(Comparator.comparing(ResultsFolder::name))
                    .orElse(null);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + root, e);
        }
    }

    /** Makes a folder like Gatling's, for a run that ends before Gatling makes one. */
    static Path make(Path root, String simulation, String stamp) {
        try {
            return Files.createDirectories(root.resolve(simulation.toLowerCase(Locale.ROOT) + "-" + stamp));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder in " + root, e);
        }
    }

    private static String name(Path folder) {
        return String.valueOf(folder.getFileName());
    }
}
