package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.OverTime;
import dev.llmemulator.load.measure.Unit;
import java.util.Locale;

/** The parts of {@code summary.json} that are lists. */
final class ChartsJson {
    private ChartsJson() {}

    static ObjectNode overTime(OverTime overTime) {
        var json = JsonNodeFactory.instance.objectNode().put("interval_seconds", overTime.lengthSeconds());
        var points = json.putArray("points");
        var second = 0L;
        for (Interval interval : overTime.intervals()) {
            var point = points.addObject().put("second", second);
            for (Interval.Count count : Interval.Count.values()) {
                point.put(count.name().toLowerCase(Locale.ROOT), interval.counted(count));
            }
            point.put("users_at_once", interval.mostUnderWay());
            for (Metric metric : Metric.overTime()) {
                var values = interval.values(metric);
                if (values != null) {
                    point.putObject(metric.jsonName())
                            .put("count", values.count())
                            .put("p50", values.percentile(500))
                            .put("p95", values.percentile(950))
                            .put("p99", values.percentile(990))
                            .put("max", values.max());
                }
            }
            second += overTime.lengthSeconds();
        }
        return json;
    }

    static ObjectNode interTokenHistogram(Figures figures) {
        var bins = LogBins.of(figures.histogram(Metric.INTER_TOKEN_LATENCY), Unit.MILLISECONDS.recorded());
        var json = JsonNodeFactory.instance.objectNode();
        bins.bounds().forEach(json.putArray("bounds_ms")::add);
        bins.counts().forEach(json.putArray("counts")::add);
        return json;
    }
}
