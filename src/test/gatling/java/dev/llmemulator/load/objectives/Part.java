package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.target.Spelling;
import dev.llmemulator.settings.InvalidSettingException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * One part of a setting, such as {@code ttft.p99<500ms}, split into its words. Each is checked when it is asked for; an error names the
 * part and says what is valid in its place.
 */
record Part(
        String setting,
        String text,
        String name,
        String statistic,
        String operatorText,
        String numberText,
        String unit) {
    private static final Pattern WORDS = Pattern.compile("(?<name>[^\\s.<>=!]*)(?:\\.(?<statistic>[^\\s<>=!]*))?\\s*"
            + "(?<operator>[<>=!]*)\\s*(?<number>[^\\s%/\\p{L}]*)\\s*(?<unit>.*)");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(\\.\\d{1,9})?");

    /** The parts of a setting's value, between commas. */
    static List<Part> split(String setting, String value) {
        return Arrays.stream(value.split(",", -1))
                .map(part -> of(setting, part.strip()))
                .toList();
    }

    private static Part of(String setting, String text) {
        var words = WORDS.matcher(text);
        if (text.isEmpty() || !words.matches()) {
            throw new InvalidSettingException(
                    "Setting %s has an empty part; objectives stand between commas, such as ttft.p99<500ms, itl.p99<100ms."
                            .formatted(setting));
        }
        var statistic = words.group("statistic");
        return new Part(
                setting,
                text.replaceAll("\\s", ""),
                words.group("name"),
                statistic == null ? "" : statistic,
                words.group("operator"),
                words.group("number"),
                words.group("unit").strip());
    }

    InvalidSettingException refuse(String why) {
        return new InvalidSettingException("Setting %s has the part \"%s\": %s".formatted(setting, text, why));
    }

    /** The metrics of its name; none if the name is one of the others that may stand there. */
    List<Metric> metrics(List<String> others) {
        var metrics = Metric.named(name);
        if (metrics.isEmpty() && !others.contains(name)) {
            var known = Arrays.stream(Metric.values()).map(Metric::shortName).collect(Collectors.toList());
            known.addAll(others);
            var names = known.stream().distinct().toList();
            var meant = Spelling.nearest(names, name)
                    .map(each -> ", did you mean " + each + "?")
                    .orElse(".");
            throw refuse("%s is no metric%s Known are %s.".formatted(shown(name), meant, String.join(", ", names)));
        }
        return metrics;
    }

    Operator operator() {
        return Operator.of(operatorText)
                .orElseThrow(() -> refuse("%s is no operator. Valid are %s."
                        .formatted(shown(operatorText), String.join(" ", Operator.SYMBOLS))));
    }

    /** The limit, given what one of each unit counts; the range that is valid is told in words, too. */
    double limit(Map<String, Double> units, String range, Predicate<Double> valid) {
        if (!NUMBER.matcher(numberText).matches()) {
            throw refuse("%s is no limit; it must be a number like 500 or 0.5 with its unit, and %s."
                    .formatted(shown(numberText + unit), range));
        }
        var factor = units.get(unit);
        if (factor == null) {
            throw refuse(
                    units.containsKey("")
                            ? "%s has no unit.".formatted(name)
                            : "%s is no unit of %s. Valid are %s."
                                    .formatted(
                                            shown(unit),
                                            name,
                                            units.keySet().stream().sorted().collect(Collectors.joining(", "))));
        }
        var limit = Double.parseDouble(numberText) * factor;
        if (!valid.test(limit)) {
            throw refuse("the limit must be " + range + ".");
        }
        return limit;
    }

    /** The limit as the user wrote it. */
    String limitText() {
        return numberText + unit;
    }

    private static String shown(String word) {
        return word.isEmpty() ? "nothing" : '"' + word + '"';
    }
}
