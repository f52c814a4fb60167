package dev.llmemulator.load.settings;

import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the {@code NAME=value} lines of a {@code .env} file as Docker Compose does: comments, {@code export} and quotes are allowed.
 * No library on the classpath reads such files.
 */
final class DotEnv {
    private static final Pattern ASSIGNMENT = Pattern.compile("(export )?+\\s*+(?<name>[^#=\\s][^=]*?)\\s*=\\s*"
            + "(\"(?<double>[^\"]*)\".*|'(?<single>[^']*)'.*|(?<plain>.*?)(\\s* #.*)?)");

    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private DotEnv() {}

    /** The names and values in the file; none if there is no such file. */
    static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            return parse(Files.readString(file)
                    .replaceFirst("^" + BYTE_ORDER_MARK, "")
                    .lines()
                    .toList());
        } catch (IOException e) {
            throw new InvalidSettingException("The file .env cannot be read as UTF-8 text: " + e);
        }
    }

    static Map<String, String> parse(List<String> lines) {
        var values = new HashMap<String, String>();
        for (var line : lines) {
            var found = ASSIGNMENT.matcher(line.strip());
            if (found.matches()) {
                var value =
                        Stream.of("double", "single", "plain").map(found::group).filter(Objects::nonNull);
                values.put(found.group("name"), value.findFirst().orElse(""));
            }
        }
        return values;
    }
}
