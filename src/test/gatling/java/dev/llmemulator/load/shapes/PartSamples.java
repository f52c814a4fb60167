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

    /**
     * The latest values that the parts told in a time. The number of keys counts only once those of the beginning have
     * expired, as before that it grows in any case. When as many expire as come, they have half of their life left.
     *
     * @param seconds since the beginning
     */
    static Map<String, Double> of(PartsReport report, double seconds) {
        var values = new LinkedHashMap<String, Double>();
        for (var part : report.parts()) {
            if (part.kind() != PartKind.LOAD_TEST) {
                put(values, part, PartFigure.MEMORY_BYTES, "memory, MB", MB);
                put(values, part, PartFigure.OPEN_FILES, "files open", 1);
                var life = part.gauge(PartFigure.KEY_LIFE_SECONDS);
                if (life == null || seconds > 2 * life.last()) {
                    put(values, part, PartFigure.KEYS, "keys", 1);
                }
            }
        }
        return values;
    }

    private static void put(Map<String, Double> values, PartReport part, PartFigure figure, String what, double unit) {
        var gauge = part.gauge(figure);
        if (gauge != null) {
            values.put(part.name() + ", " + what, gauge.last() / unit);
        }
    }
}
