package dev.llmemulator.load.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A summary for the page of a CI job, in GitHub's Markdown: verdict, criteria, figures and settings. */
public final class SummaryMarkdown {
    /** The name of the file beside Gatling's report. */
    public static final String FILE_NAME = "summary.md";

    private SummaryMarkdown() {}

    /** Writes the file into a folder, whole or not at all. */
    public static void write(Summary summary, Path folder) throws IOException {
        WholeFile.write(folder.resolve(FILE_NAME), of(summary));
    }

    static String of(Summary summary) {
        var criteria = new ArrayList<List<String>>();
        for (Criterion each : summary.verdict().criteria()) {
            criteria.add(List.of(each.name(), each.required(), each.actual(), each.met() ? "met" : "not met"));
        }
        var selfCheck = new ArrayList<List<String>>();
        SelfCheckRows.of(summary.selfCheck()).forEach((name, value) -> selfCheck.add(List.of(name, value)));
        var settings = new ArrayList<List<String>>();
        summary.settingsByName().forEach((name, value) -> settings.add(List.of(name, value.toString())));
        return "## " + escaped(summary.simulation()) + "\n\n**" + escaped(SummaryText.verdict(summary)) + "**\n\n"
                + table(List.of("criterion", "required", "actual", ""), criteria)
                + table(SpanTable.HEAD, SpanTable.rows(summary))
                + delays(summary)
                + table(List.of("the load test itself", ""), selfCheck)
                + table(List.of("setting", "value"), settings);
    }

    private static String delays(Summary summary) {
        var rows = BreakdownTable.rows(summary.figures().breakdown());
        return rows.isEmpty()
                ? "No breakdown of delays: " + escaped(summary.whyNoBreakdown()) + ".\n\n"
                : table(BreakdownTable.HEAD, rows);
    }

    private static String table(List<String> head, List<List<String>> rows) {
        var table = new StringBuilder(row(head));
        table.append("|---".repeat(head.size())).append("|\n");
        rows.forEach(each -> table.append(row(each)));
        return table.append('\n').toString();
    }

    private static String row(List<String> cells) {
        return cells.stream().map(SummaryMarkdown::escaped).collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    // Messages of servers can hold anything: it is to be read, neither to be set as Markdown or HTML nor to end a cell.
    private static String escaped(String text) {
        return text.replaceAll("[\\\\|`*_\\[\\]~#!]", "\\\\$0")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("\\R", " ");
    }
}
