package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.BreakdownFigures;
import dev.llmemulator.load.measure.DelayPart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Where the delays of tokens come from as a table for people: for tokens of a certain delay its parts, in milliseconds. */
final class BreakdownTable {
    static final List<String> HEAD = List.of("delay of tokens, ms", "tokens", "pacer", "pub+broker", "client", "whole");

    private BreakdownTable() {}

    /** Rows of as many cells as {@link #HEAD} has; none if nothing is known. */
    static List<List<String>> rows(BreakdownFigures figures) {
        var rows = new ArrayList<List<String>>();
        if (figures.whole().getTotalCount() > 0) {
            BreakdownRow.rows(figures).forEach(each -> rows.add(row(each)));
        }
        return rows;
    }

    private static List<String> row(BreakdownRow row) {
        Map<DelayPart, Double> parts = row.share().partsUs();
        return List.of(
                row.name().equals("mean") ? "on average" : "around " + row.name(),
                String.valueOf(row.share().tokens()),
                milliseconds(parts.getOrDefault(DelayPart.PACER, 0.0)),
                milliseconds(parts.getOrDefault(DelayPart.PUBLISH_AND_BROKER, 0.0)),
                milliseconds(parts.getOrDefault(DelayPart.CLIENT, 0.0)),
                milliseconds(row.share().wholeUs()));
    }

    private static String milliseconds(double us) {
        return String.format(Locale.ROOT, "%.2f", us / 1000);
    }
}
