package dev.llmemulator.load.target;

import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Text files of one kind, which a setting names by their path, or by name alone if they ship with the load test.
 *
 * @param setting such as {@code -Dprofile}
 * @param title what one is called at the beginning of a message
 * @param what what one is called elsewhere
 * @param folder of the class path in which they ship, as {@code /profiles/}
 * @param suffix of the files that ship, which their names leave out
 */
public record ShippedFiles(String setting, String title, String what, String folder, String suffix) {
    /**
     * The content of a file.
     *
     * @param folder in which it stands; null if it ships
     */
    public record Content(String text, @Nullable Path folder) {}

    /**
     * Reads the file of this path, or the one that ships under this name.
     *
     * @throws InvalidSettingException if there is none, or it is no text
     */
    public Content read(String pathOrName) {
        var path = Path.of(pathOrName);
        try {
            if (Files.isRegularFile(path)) {
                return new Content(Files.readString(path), path.toAbsolutePath().getParent());
            }
            try (var shipped = pathOrName.matches("[\\w-]+")
                    ? ShippedFiles.class.getResourceAsStream(folder + pathOrName + suffix)
                    : null) {
                if (shipped != null) {
                    return new Content(new String(shipped.readAllBytes(), StandardCharsets.UTF_8), null);
                }
            }
        } catch (IOException e) {
            throw new InvalidSettingException("%s %s cannot be read as UTF-8 text.".formatted(title, pathOrName));
        }
        throw new InvalidSettingException(
                "Setting %s has the value \"%s\", but must be a file, or the name of a %s that ships: %s."
                        .formatted(setting, pathOrName, what, String.join(", ", names())));
    }

    /** The names of those that ship. */
    public List<String> names() {
        var shipped = ShippedFiles.class.getResource(folder);
        if (shipped == null || !shipped.getProtocol().equals("file")) {
            return List.of();
        }
        try (var files = Files.list(Path.of(shipped.toURI()))) {
            return files.map(each -> each.getFileName().toString())
                    .filter(name -> name.endsWith(suffix))
                    .map(name -> name.substring(0, name.length() - suffix.length()))
                    .sorted()
                    .toList();
        } catch (IOException | URISyntaxException e) {
            return List.of();
        }
    }
}
