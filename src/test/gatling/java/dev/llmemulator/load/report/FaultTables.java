package dev.llmemulator.load.report;

import dev.llmemulator.load.chaos.FaultReport;
import dev.llmemulator.load.chaos.FaultReport.Phase;
import dev.llmemulator.load.measure.IntervalValues;
import dev.llmemulator.load.measure.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The faults of a run as tables for people: what was caused and when it was calm again, and what users felt meanwhile. */
final class FaultTables {
    static final List<String> HEAD = List.of("fault", "planned at, s", "began, s", "ended, s", "calm after, s", "");
    static final List<String> PHASE_HEAD =
            List.of("phase and metric", "from, s", "to, s", "p50, ms", "p99, ms", "max, ms");

    private FaultTables() {}

    static List<List<String>> faults(FaultReport report) {
        return report.faults().stream()
                .map(each -> List.of(
                        each.fault().label(),
                        tenths(each.fault().atSeconds()),
                        tenths(each.fault().beganSeconds()),
                        tenths(each.fault().endedSeconds()),
                        tenths(each.calmAfterSeconds()),
                        each.fault().isCarriedOut()
                                ? "caused"
                                : "not caused: " + each.fault().trouble()))
                .toList();
    }

    static List<List<String>> phases(FaultReport report) {
        var rows = new ArrayList<List<String>>();
        report.phases().forEach((name, phase) -> {
            for (var metric : Metric.overTime()) {
                var values = phase.whole().values(metric);
                if (values != null) {
                    rows.add(row(name + ": " + metric.title(), phase, values));
                }
            }
        });
        return rows;
    }

    private static List<String> row(String label, Phase phase, IntervalValues values) {
        return List.of(
                label,
                tenths(phase.fromSeconds()),
                tenths(phase.toSeconds()),
                tenths(values.percentile(500)),
                tenths(values.percentile(990)),
                tenths(values.max()));
    }

    private static String tenths(@Nullable Double number) {
        return number == null ? MetricTable.NOT_AVAILABLE : String.format(Locale.ROOT, "%.1f", number);
    }
}
