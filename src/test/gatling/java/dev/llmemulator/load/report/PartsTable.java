package dev.llmemulator.load.report;

import dev.llmemulator.load.parts.CpuRow;
import dev.llmemulator.load.parts.PartsReport;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The table that tells where a token's CPU time goes. */
final class PartsTable {
    static final List<String> HEAD =
            List.of("where a token's CPU goes", "us a token", "seconds", "of this machine's processors");

    private PartsTable() {}

    static List<List<String>> rows(PartsReport parts) {
        return parts.cpu().stream().map(PartsTable::row).toList();
    }

    private static List<String> row(CpuRow row) {
        var share = row.share();
        return List.of(
                row.label(),
                cell("%.1f", row.usPerToken()),
                cell("%.1f", row.seconds()),
                cell("%.1f %%", share == null ? null : share * 100));
    }

    private static String cell(String format, @Nullable Double value) {
        return value == null ? MetricTable.NOT_AVAILABLE : String.format(Locale.ROOT, format, value);
    }
}
