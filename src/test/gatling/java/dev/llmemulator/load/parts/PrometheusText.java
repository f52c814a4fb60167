package dev.llmemulator.load.parts;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The samples of a page in Prometheus' text format 0.0.4, as "Exposition formats" of its documentation describes it:
 *
 * <pre>
 *   name{label="value",other="value"} number [milliseconds]
 * </pre>
 *
 * Comments and types are skipped. Of all other lines only the name is read, until somebody asks for it: a page has a
 * thousand lines, and a second has several pages. A line that is no sample makes its metric unusable, because half of it
 * would be a wrong figure.
 */
final class PrometheusText {
    record Sample(Map<String, String> labels, double value) {}

    private record NumberedLine(int number, String text) {}

    // Java reads 1f and 0x1p3 as numbers, too.
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern INFINITY = Pattern.compile("([+-]?)Inf");
    private static final Pattern TIMESTAMP = Pattern.compile("-?\\d+");

    private final Map<String, List<NumberedLine>> byName = new HashMap<>();

    private PrometheusText() {}

    static PrometheusText parse(String page) throws IOException {
        var text = new PrometheusText();
        var number = 0;
        for (var line : page.split("\n", -1)) {
            number++;
            var content = line.strip();
            if (!content.isEmpty() && content.charAt(0) != '#') {
                var name = new Line(content).name(true);
                if (name.isEmpty()) {
                    throw noMetric(number);
                }
                text.byName.computeIfAbsent(name, any -> new ArrayList<>()).add(new NumberedLine(number, content));
            }
        }
        if (text.byName.isEmpty()) {
            throw new IOException("its page has no metrics");
        }
        return text;
    }

    private static IOException noMetric(int line) {
        return new IOException("line " + line + " of its page is no metric");
    }

    /** The sum of a metric over all its labels; NaN if the page does not have it. */
    double sum(String name) throws IOException {
        return sum(name, labels -> true);
    }

    /** The sum of a metric over these labels; NaN if the page does not have it with any of them. */
    double sum(String name, Predicate<Map<String, String>> which) throws IOException {
        return samples(name).stream()
                .filter(each -> which.test(each.labels()))
                .mapToDouble(Sample::value)
                .filter(value -> !Double.isNaN(value))
                .reduce(Double::sum)
                .orElse(Double.NaN);
    }

    List<Sample> samples(String name) throws IOException {
        var samples = new ArrayList<Sample>();
        for (var line : byName.getOrDefault(name, List.of())) {
            var sample = new Line(line.text()).sample();
            if (sample == null) {
                throw noMetric(line.number());
            }
            samples.add(sample);
        }
        return samples;
    }

    /** Reads one sample from left to right. */
    private static final class Line {
        private static final Map<Character, Character> ESCAPED = Map.of('\\', '\\', '"', '"', 'n', '\n');

        private final String line;
        private int at;

        Line(String line) {
            this.line = line;
        }

        @Nullable
        Sample sample() {
            var labels = new HashMap<String, String>();
            name(true);
            if (next() == '{' && !labels(labels)) {
                return null;
            }
            var rest = line.substring(at).strip().split("[ \t]+", -1);
            var isSeparate = at > 0 && (line.charAt(at - 1) == '}' || next() == ' ' || next() == '\t');
            var isSample = isSeparate
                    && rest.length <= 2
                    && isNumber(rest[0])
                    && (rest.length < 2 || TIMESTAMP.matcher(rest[1]).matches());
            return isSample ? new Sample(labels, number(rest[0])) : null;
        }

        private char next() {
            return at < line.length() ? line.charAt(at) : '\0';
        }

        String name(boolean colons) {
            var start = at;
            while (isNamePart(next(), colons, at > start)) {
                at++;
            }
            return line.substring(start, at);
        }

        private static boolean isNamePart(char c, boolean colons, boolean digits) {
            return (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || c == '_'
                    || (colons && c == ':')
                    || (digits && c >= '0' && c <= '9');
        }

        private boolean labels(Map<String, String> labels) {
            at++;
            while (true) {
                skipSpaces();
                if (next() == '}') {
                    at++;
                    return true;
                }
                var label = name(false);
                skipSpaces();
                if (label.isEmpty() || !skip('=')) {
                    return false;
                }
                skipSpaces();
                var value = new StringBuilder();
                if (!skip('"') || !quoted(value) || labels.put(label, value.toString()) != null) {
                    return false;
                }
                skipSpaces();
                if (!skip(',') && next() != '}') {
                    return false;
                }
            }
        }

        private boolean quoted(StringBuilder value) {
            while (at < line.length()) {
                var c = next();
                at++;
                if (c == '"') {
                    return true;
                }
                if (c == '\\' && !ESCAPED.containsKey(next())) {
                    return false;
                }
                value.append(c == '\\' ? ESCAPED.get(next()) : Character.valueOf(c));
                at += c == '\\' ? 1 : 0;
            }
            return false;
        }

        private boolean skip(char expected) {
            if (next() != expected) {
                return false;
            }
            at++;
            return true;
        }

        private void skipSpaces() {
            while (next() == ' ' || next() == '\t') {
                at++;
            }
        }

        private static boolean isNumber(String text) {
            return text.equals("NaN")
                    || INFINITY.matcher(text).matches()
                    || NUMBER.matcher(text).matches();
        }

        private static double number(String text) {
            return Double.parseDouble(text.replace("Inf", "Infinity"));
        }
    }
}
