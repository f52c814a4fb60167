package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.measure.Unit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The percentiles of a run as a table for people: a row for each metric that has a value. */
final class MetricTable {
    static final String NOT_AVAILABLE = "n/a";
    static final List<String> HEAD = List.of("milliseconds", "count", "p50", "p95", "p99", "max");

    private MetricTable() {}

    static List<List<String>> rows(Summary summary) {
        var rows = new ArrayList<List<String>>();
        summary.percentiles().forEach((metric, each) -> rows.add(row(summary.label(metric), metric.unit(), each)));
        return rows;
    }

    private static List<String> row(String label, Unit unit, Percentiles percentiles) {
        return List.of(
                label,
                String.valueOf(percentiles.count()),
                cell(percentiles.p50(), unit),
                cell(percentiles.p95(), unit),
                cell(percentiles.p99(), unit),
                unit.format(percentiles.max()));
    }

    static String cell(@Nullable Percentile percentile, Unit unit) {
        return percentile == null ? NOT_AVAILABLE : unit.format(percentile.value());
    }
}
