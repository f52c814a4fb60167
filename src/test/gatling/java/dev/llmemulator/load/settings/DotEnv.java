package dev.llmemulator.load.settings;

import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Reads the {@code NAME=value} lines of a {@code .env} file as Docker Compose and {@code bin/lib.sh} do: comments, {@code export},
 * quotes, CRLF and a byte order mark are allowed. What Compose would expand or unescape is refused.
 */
final class DotEnv {
    // A comment may end with the carriage return of CRLF, which a dot takes for the end of the line unless told
    // otherwise.
    private static final Pattern IGNORED = Pattern.compile("\\s*(#.*)?", Pattern.DOTALL);
    private static final Pattern ASSIGNMENT =
            Pattern.compile("\\s*(export\\s+)?(?<name>[A-Za-z_][A-Za-z0-9_]*)\\s*=\\s*(?<value>.*)");
    private static final Pattern QUOTED =
            Pattern.compile("(\"(?<double>[^\"\\\\$]*)\"|'(?<single>[^'\\\\]*)')\\s*(#.*)?");
    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char NO_BREAK_SPACE = '\u00A0';

    private DotEnv() {}

    /**
     * The names and values in the file; none if there is no such file.
     *
     * @throws InvalidSettingException if the file cannot be read, or has a line that Compose could take for something else
     */
    static Map<String, String> read(Path file) {
        if (!Files.isRegularFile(file)) {
            return Map.of();
        }
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new InvalidSettingException("The file .env cannot be read as UTF-8 text: " + e);
        }
    }

    static Map<String, String> parse(String text) {
        var values = new LinkedHashMap<String, String>();
        var number = 0;
        for (var line : text.replaceFirst("^" + BYTE_ORDER_MARK, "").split("\n", -1)) {
            number++;
            if (!IGNORED.matcher(line).matches()) {
                readLine(number, line, values);
            }
        }
        return values;
    }

    private static void readLine(int number, String line, Map<String, String> values) {
        var assignment = ASSIGNMENT.matcher(line.stripTrailing());
        if (!assignment.matches() || line.indexOf(NO_BREAK_SPACE) >= 0) {
            throw refusal(number, " is not NAME=value (or has a no-break space)");
        }
        var name = assignment.group("name");
        var value = assignment.group("value");
        var quoted = QUOTED.matcher(value);
        if (quoted.matches()) {
            var inDouble = quoted.group("double");
            values.put(name, inDouble != null ? inDouble : quoted.group("single"));
            return;
        }
        if (value.startsWith("\"") || value.startsWith("'")) {
            throw refusal(
                    number,
                    ": %s needs one pair of quotes on its line, with no \\ in them, nor $ in \"\"".formatted(name));
        }
        var plain = value.split(" #", 2)[0].stripTrailing();
        if (plain.contains("$")) {
            throw refusal(number, ": $ begins a variable; put the value of %s in single quotes".formatted(name));
        }
        values.put(name, plain);
    }

    /** Without the line itself, which may hold a secret. */
    private static InvalidSettingException refusal(int line, String reason) {
        return new InvalidSettingException("Line %d of .env%s.".formatted(line, reason));
    }
}
