package dev.llmemulator.load.report;

import dev.llmemulator.load.capacity.CapacityReport;
import dev.llmemulator.load.capacity.StepTable;
import dev.llmemulator.load.report.Verdict.Criterion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A summary for the page of a CI job, in GitHub's Markdown: verdict, criteria, figures and settings. */
final class SummaryMarkdown {
    private SummaryMarkdown() {}

    static String of(Summary summary) {
        var criteria = new ArrayList<List<String>>();
        for (Criterion each : summary.verdict().criteria()) {
            criteria.add(List.of(each.name(), each.required(), each.actual(), each.met() ? "met" : "not met"));
        }
        return "## " + escaped(summary.simulation()) + "\n\n**" + escaped(SummaryText.verdict(summary)) + "**\n\n"
                + escaped(Sentence.of(summary)) + "\n\n"
                + table(List.of("criterion", "required", "actual", ""), criteria)
                + capacity(summary.capacity())
                + objectives(summary)
                + observation(summary)
                + table(MetricTable.HEAD, MetricTable.rows(summary))
                + delays(summary)
                + parts(summary)
                + faults(summary)
                + table(List.of("the run", ""), rows(Facts.ofRun(summary)))
                + table(List.of("the load test itself", ""), rows(Facts.ofSelfCheck(summary.selfCheck())))
                + table(List.of("setting", "value"), rows(summary.settingsByName()));
    }

    private static List<List<String>> rows(Map<String, ?> phrases) {
        return phrases.entrySet().stream()
                .map(each -> List.of(each.getKey(), each.getValue().toString()))
                .toList();
    }

    private static String capacity(@Nullable CapacityReport capacity) {
        return capacity == null || capacity.steps().isEmpty() ? "" : table(StepTable.HEAD, capacity.rows());
    }

    private static String objectives(Summary summary) {
        var rows = rows(Facts.ofObjectives(summary));
        return rows.isEmpty() ? "" : table(List.of("objective", ""), rows);
    }

    private static String observation(Summary summary) {
        var observation = summary.observation();
        if (observation == null) {
            return "";
        }
        var all = new LinkedHashMap<>(observation.facts());
        all.putAll(observation.details());
        return escaped(observation.sentence()) + "\n\n" + table(List.of("what the simulation found", ""), rows(all));
    }

    private static String delays(Summary summary) {
        var rows = BreakdownTable.cells(summary.figures().breakdown());
        return rows.isEmpty()
                ? "No breakdown of delays: " + escaped(summary.whyNoBreakdown()) + ".\n\n"
                : table(BreakdownTable.HEAD, rows);
    }

    private static String parts(Summary summary) {
        var rows = PartsTable.rows(summary.parts());
        return (rows.isEmpty() ? "" : table(PartsTable.HEAD, rows))
                + (summary.parts().isWatched()
                        ? table(List.of("the parts", ""), rows(Facts.ofParts(summary.parts())))
                        : "");
    }

    private static String faults(Summary summary) {
        return summary.faults() == null
                ? ""
                : table(FaultTables.HEAD, FaultTables.faults(summary.faults()))
                        + table(FaultTables.PHASE_HEAD, FaultTables.phases(summary.faults()));
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

    // Messages of servers can hold anything. They must neither act as Markdown or HTML nor end a cell.
    private static String escaped(String text) {
        return text.replaceAll("[\\\\|`*_\\[\\]~#!]", "\\\\$0")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("\\R", " ");
    }
}
