package dev.llmemulator.load.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The classes of this project, loaded before a run. They lie in folders and not in a jar, so each takes a file to open: a run that has
 * used up its files could not load the very ones that tell of it.
 */
final class OwnClasses {
    private static final String SUFFIX = ".class";

    private OwnClasses() {}

    /**
     * Loads, without initialising, all of a package and of those below it, and returns how many.
     *
     * @param any class that lies where they lie
     */
    static int load(Class<?> any, String packageName) {
        Path root = Path.of(URI.create(
                any.getProtectionDomain().getCodeSource().getLocation().toString()));
        var folder = root.resolve(packageName.replace('.', '/'));
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (var files = Files.walk(folder)) {
            return (int) files.map(file -> root.relativize(file).toString())
                    .filter(name -> name.endsWith(SUFFIX) && !name.endsWith("package-info.class"))
                    .map(name -> name.substring(0, name.length() - SUFFIX.length())
                            .replace('/', '.')
                            .replace('\\', '.'))
                    .filter(name -> isLoaded(name, any.getClassLoader()))
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private static boolean isLoaded(String name, ClassLoader loader) {
        try {
            Class.forName(name, false, loader);
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false; // A leftover of an older build that nothing refers to.
        }
    }
}
