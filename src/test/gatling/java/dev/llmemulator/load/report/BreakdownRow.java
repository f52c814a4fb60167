package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.BreakdownFigures;
import dev.llmemulator.load.measure.BreakdownFigures.Share;
import dev.llmemulator.load.measure.Percentile;
import java.util.ArrayList;
import java.util.List;

/** What tokens of a certain delay are made of, with the name that this delay has in reports. */
record BreakdownRow(String name, Share share) {
    /** The mean of all tokens, and those around the percentiles that their number supports. */
    static List<BreakdownRow> rows(BreakdownFigures figures) {
        var rows = new ArrayList<BreakdownRow>();
        rows.add(new BreakdownRow("mean", figures.mean()));
        add(rows, figures, "p50", 500);
        add(rows, figures, "p95", 950);
        add(rows, figures, "p99", 990);
        return rows;
    }

    private static void add(List<BreakdownRow> rows, BreakdownFigures figures, String name, int perMille) {
        if (Percentile.isSupported(figures.whole().getTotalCount(), perMille)) {
            rows.add(new BreakdownRow(name, figures.around(perMille / 1000.0)));
        }
    }
}
