package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.Breakdown;
import dev.llmemulator.load.measure.Breakdown.Share;
import dev.llmemulator.load.measure.DelayPart;
import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.measure.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where the delay of tokens comes from: its parts, on average and around the percentiles of the whole delay. */
final class BreakdownTable {
    static final List<String> HEAD = cells("delay of tokens, ms", "tokens", DelayPart::title, "whole");

    private BreakdownTable() {}

    /** Tokens of a similar delay, named after the percentile that theirs are around, or mean for all tokens. */
    record Row(String name, Share share) {
        private String label() {
            return name.equals("mean") ? "on average" : "around " + name;
        }

        private List<String> cells() {
            return BreakdownTable.cells(
                    label(), String.valueOf(share.tokens()), this::part, milliseconds(share.wholeUs()));
        }

        private String part(DelayPart part) {
            return milliseconds(share.partsUs().getOrDefault(part, 0.0));
        }

        private String sum() {
            return milliseconds(share.wholeUs()) + " ms " + label() + " = "
                    + Arrays.stream(DelayPart.values())
                            .map(each -> part(each) + " " + each.title())
                            .collect(Collectors.joining(" + "));
        }
    }

    /** The mean of all tokens and those percentiles that have enough values; none if nothing is known. */
    static List<Row> rows(Breakdown figures) {
        var rows = new ArrayList<Row>();
        var count = figures.whole().getTotalCount();
        if (count > 0) {
            rows.add(new Row("mean", figures.mean()));
        }
        for (int percent : List.of(50, 95, 99)) {
            if (Percentile.isSupported(count, percent * 10)) {
                rows.add(new Row("p" + percent, figures.around(percent / 100.0)));
            }
        }
        return rows;
    }

    static List<List<String>> cells(Breakdown figures) {
        return rows(figures).stream().map(Row::cells).toList();
    }

    /** The last row in a few words, or why there is none. */
    static String inOneLine(Summary summary) {
        var rows = rows(summary.figures().breakdown());
        return rows.isEmpty()
                ? MetricTable.NOT_AVAILABLE + ": " + summary.whyNoBreakdown()
                : rows.get(rows.size() - 1).sum();
    }

    private static List<String> cells(String label, String tokens, Function<DelayPart, String> part, String whole) {
        var cells = new ArrayList<String>(List.of(label, tokens));
        for (DelayPart each : DelayPart.values()) {
            cells.add(part.apply(each));
        }
        cells.add(whole);
        return cells;
    }

    private static String milliseconds(double us) {
        return String.format(Locale.ROOT, "%.2f", Unit.MILLISECONDS.of(us));
    }
}
