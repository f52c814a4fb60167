package dev.llmemulator.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table in Markdown, with columns aligned for reading in a terminal. */
public final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    public Table(String... columns) {
        rows.add(List.of(columns));
    }

    /** A cell with numbers in it. */
    public static String cell(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    /** Adds a row; cells that are not given stay empty. */
    public void row(String... cells) {
        var row = new ArrayList<>(List.of(cells));
        while (row.size() < rows.get(0).size()) {
            row.add("");
        }
        rows.add(row);
    }

    /** Adds a figure that should not be above its goal. */
    void atMost(String figure, double measured, double goal, String format) {
        row(figure, cell(format, measured), "≤ " + cell(format, goal), met(measured <= goal));
    }

    /** The cell that says whether a goal is met. */
    static String met(boolean met) {
        return met ? "yes" : "NO";
    }

    /** Prints the table and an empty line. */
    public void print() {
        var widths = IntStream.range(0, rows.get(0).size())
                .map(column -> rows.stream()
                        .mapToInt(row -> row.get(column).length())
                        .max()
                        .orElseThrow())
                .toArray();
        var lines = rows.stream().map(row -> line(row, widths)).collect(Collectors.toCollection(ArrayList::new));
        lines.add(1, rule(widths));
        System.out.println(String.join("\n", lines) + "\n");
    }

    private static String line(List<String> row, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> cell((column == 0 ? "%-" : "%") + widths[column] + "s", row.get(column)))
                .collect(Collectors.joining(" | ", "| ", " |"));
    }

    private static String rule(int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(column -> "-".repeat(widths[column] + 1) + (column == 0 ? "-" : ":"))
                .collect(Collectors.joining("|", "|", "|"));
    }
}
