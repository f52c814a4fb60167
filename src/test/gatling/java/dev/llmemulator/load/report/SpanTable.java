package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.measure.Percentiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The percentiles of a summary as a table for people: milliseconds, and the ratio of answer time to ideal in its last row. */
final class SpanTable {
    static final String NOT_AVAILABLE = "n/a";
    static final List<String> HEAD = List.of("milliseconds", "count", "p50", "p95", "p99", "max");

    private SpanTable() {}

    /** Rows of as many cells as {@link #HEAD} has; a percentile that its count does not support is n/a. */
    static List<List<String>> rows(Summary summary) {
        var rows = new ArrayList<List<String>>();
        summary.spans().forEach((metric, span) -> rows.add(row(label(metric), span, "%.1f")));
        var ratio = summary.answerOverIdeal();
        if (ratio != null) {
            var idealMs = summary.idealAnswerMs();
            String ideal = idealMs == null ? "" : String.format(Locale.ROOT, " (%.0f ms)", idealMs);
            rows.add(row("answer / ideal" + ideal, ratio, "%.3f"));
        }
        return rows;
    }

    private static List<String> row(String label, Percentiles percentiles, String format) {
        return List.of(
                label,
                String.valueOf(percentiles.count()),
                cell(percentiles.p50(), format),
                cell(percentiles.p95(), format),
                cell(percentiles.p99(), format),
                String.format(Locale.ROOT, format, percentiles.max()));
    }

    private static String cell(@Nullable Percentile percentile, String format) {
        return percentile == null ? NOT_AVAILABLE : String.format(Locale.ROOT, format, percentile.value());
    }

    private static String label(Metric metric) {
        return switch (metric) {
            case TTFT -> "TTFT";
            case INTER_TOKEN_LATENCY -> "inter-token latency";
            case ANSWER -> "answer";
            case TOKEN_DELIVERY -> "token delivery (sent to received)";
            case TOKEN_DELAY -> "token delay (due to received)";
            case WAIT -> "wait (arrival to request)";
            case TTFT_FROM_ARRIVAL, ANSWER_FROM_ARRIVAL -> metric.rowName();
        };
    }
}
