package dev.llmemulator.load.shapes;

import dev.llmemulator.load.parts.PartFigure;
import dev.llmemulator.load.parts.PartKind;
import dev.llmemulator.load.parts.PartReport;
import dev.llmemulator.load.parts.PartsReport;
import java.util.LinkedHashMap;
import java.util.Map;

/** What may grow in the parts of the cluster, by the names that a soak has for it. */
final class PartSamples {
    private static final double MB = 1024 * 1024;

    private PartSamples() {}

    /** The latest values that the parts told in a time. */
    static Map<String, Double> of(PartsReport report) {
        var values = new LinkedHashMap<String, Double>();
        for (var part : report.parts()) {
            if (part.kind() != PartKind.LOAD_TEST) {
                put(values, part, PartFigure.MEMORY_BYTES, "memory, MB", MB);
                put(values, part, PartFigure.OPEN_FILES, "files open", 1);
                put(values, part, PartFigure.KEYS, "keys", 1);
            }
        }
        return values;
    }

    private static void put(
            Map<String, Double> values, PartReport part, PartFigure figure, String what, double unit) {
        var gauge = part.gauge(figure);
        if (gauge != null) {
            values.put(part.name() + ", " + what, gauge.last() / unit);
        }
    }
}
