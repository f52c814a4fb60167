package dev.llmemulator.load.settings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the {@code NAME=value} lines of a {@code .env} file as Docker Compose does: comments, {@code export} and quotes are allowed.
 * It is read here because one value is needed and no library on the classpath reads such files.
 */
final class DotEnv {
    private DotEnv() {}

    /** The names and values in the file; none if there is no such file. */
    static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            return parse(Files.readAllLines(file));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file.toAbsolutePath(), e);
        }
    }

    static Map<String, String> parse(List<String> lines) {
        var values = new HashMap<String, String>();
        for (var line : lines) {
            var assignment = line.strip();
            if (assignment.startsWith("export ")) {
                assignment = assignment.substring("export ".length()).strip();
            }
            var equals = assignment.indexOf('=');
            if (equals > 0 && !assignment.startsWith("#")) {
                var value = assignment.substring(equals + 1).strip();
                values.put(assignment.substring(0, equals).strip(), unquote(value));
            }
        }
        return values;
    }

    private static String unquote(String value) {
        if (value.length() >= 2) {
            var quote = value.charAt(0);
            var end = value.indexOf(quote, 1);
            if ((quote == '"' || quote == '\'') && end > 0) {
                return value.substring(1, end);
            }
        }
        var comment = value.indexOf(" #");
        return comment < 0 ? value : value.substring(0, comment).strip();
    }
}
