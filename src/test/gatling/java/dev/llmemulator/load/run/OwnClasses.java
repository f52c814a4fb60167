package dev.llmemulator.load.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Loads the classes of this project before a run. They lie in folders, not in a jar, so the JVM opens a file for each.
 * A run that has used up its files could not load those that it needs for the first time then: the ones that report the
 * failure. A class that cannot be loaded once stays missing for good. Gatling's classes lie in jars, which are open
 * already.
 */
public final class OwnClasses {
    private static final String SUFFIX = ".class";

    private OwnClasses() {}

    /**
     * Loads all classes of a package and of those below it, without initialising them; none if they lie in a jar.
     *
     * @param any class that lies where they lie
     */
    public static List<Class<?>> load(Class<?> any, String packageName) {
        var root = Path.of(URI.create(
                any.getProtectionDomain().getCodeSource().getLocation().toString()));
        var folder = root.resolve(packageName.replace('.', '/'));
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.map(file -> root.relativize(file).toString().replaceAll("[/\\\\]", "."))
                    .filter(name -> name.endsWith(SUFFIX) && !name.endsWith("package-info.class"))
                    .<Class<?>>flatMap(name -> load(name.substring(0, name.length() - SUFFIX.length()), any))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot list " + folder, e);
        }
    }

    private static Stream<Class<?>> load(String name, Class<?> any) {
        try {
            return Stream.of(Class.forName(name, false, any.getClassLoader()));
        } catch (ClassNotFoundException | LinkageError e) {
            return Stream.empty(); // Left over from an older build; nothing refers to it.
        }
    }
}
