package dev.llmemulator.load.outlets;

import dev.llmemulator.load.measure.Percentile;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * The quantiles of something as gauges: of the whole run, and of what came since the last look. Those of too few values are
 * left out.
 */
final class QuantileGauges {
    private static final Map<Integer, String> QUANTILES = Map.of(500, "0.5", 950, "0.95", 990, "0.99", 999, "0.999");

    private final MultiGauge gauge;
    private final double recorded;
    private final Supplier<Histogram> values;
    private Histogram before = new Histogram(3);

    /** @param recorded how many recorded ones make one of the unit */
    QuantileGauges(
            MeterRegistry registry,
            String name,
            String help,
            String unit,
            double recorded,
            Supplier<Histogram> values) {
        this.recorded = recorded;
        this.values = values;
        gauge = MultiGauge.builder(name).description(help).baseUnit(unit).register(registry);
    }

    void refresh() {
        var now = values.get();
        var recent = now.copy();
        recent.subtract(before);
        before = now;
        var rows = new ArrayList<MultiGauge.Row<?>>();
        addRows("run", now, rows);
        addRows("recent", recent, rows);
        gauge.register(rows, true);
    }

    private void addRows(String window, Histogram histogram, List<MultiGauge.Row<?>> rows) {
        QUANTILES.forEach((perMille, quantile) -> {
            if (Percentile.isSupported(histogram.getTotalCount(), perMille)) {
                var value = histogram.getValueAtPercentile(perMille / 10.0) / recorded;
                rows.add(MultiGauge.Row.of(Tags.of("quantile", quantile, "window", window), () -> value));
            }
        });
    }
}
