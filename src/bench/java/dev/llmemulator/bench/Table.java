package dev.llmemulator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in Markdown, its columns aligned for whoever reads it in a terminal. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    Table(String... columns) {
        rows.add(List.of(columns));
    }

    void row(String... cells) {
        rows.add(List.of(cells));
    }

    /** A figure that should not be above its goal. */
    void atMost(String figure, double measured, double goal, String format) {
        goal(figure, format.formatted(measured), "≤ " + format.formatted(goal), measured <= goal);
    }

    /** A figure that should not be below its goal. */
    void atLeast(String figure, double measured, double goal, String format) {
        goal(figure, format.formatted(measured), "≥ " + format.formatted(goal), measured >= goal);
    }

    /** A figure beside its goal. */
    void goal(String figure, String measured, String goal, boolean met) {
        row(figure, measured, goal, met ? "yes" : "NO");
    }

    @Override
    public String toString() {
        var widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        var lines = rows.stream().map(row -> line(row, widths)).collect(Collectors.toCollection(ArrayList::new));
        lines.add(1, rule(widths));
        return String.join("\n", lines);
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(
                        column -> String.format(Locale.ROOT, alignment(column) + widths[column] + "s", row.get(column)))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String alignment(int column) {
        return column == 0 ? "%-" : "%";
    }

    private static String rule(int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> "-".repeat(widths[column] + 1) + (column == 0 ? "-" : ":"))
                .collect(Collectors.joining("|", "|", "|"));
    }
}
