package dev.llmemulator.load.report;

import static dev.llmemulator.load.measure.Percentiles.MILLISECOND;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.IntervalSpans;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.OverTime;
import java.util.List;

/** The parts of {@code summary.json} that are series of figures rather than figures. */
final class ChartsJson {
    private ChartsJson() {}

    static ObjectNode overTime(OverTime overTime) {
        var json = JsonNodeFactory.instance.objectNode().put("interval_seconds", overTime.lengthSeconds());
        var points = json.putArray("points");
        var second = 0L;
        for (Interval interval : overTime.intervals()) {
            var point = points.addObject().put("second", second);
            for (Interval.Count count : Interval.Count.values()) {
                point.put(SummaryJson.name(count), interval.counted(count));
            }
            for (Metric metric : Metric.values()) {
                var spans = interval.spans(metric);
                if (spans != null) {
                    point.set(SummaryJson.name(metric), tree(spans));
                }
            }
            second += overTime.lengthSeconds();
        }
        return json;
    }

    private static ObjectNode tree(IntervalSpans spans) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("count", spans.count())
                .put("p50", spans.percentileMs(500))
                .put("p95", spans.percentileMs(950))
                .put("p99", spans.percentileMs(990))
                .put("max", spans.longestMs());
    }

    static ObjectNode interTokenHistogram(Figures figures) {
        LogBins bins = LogBins.of(figures.histogram(Metric.INTER_TOKEN_LATENCY), MILLISECOND);
        var json = JsonNodeFactory.instance.objectNode();
        bins.bounds().forEach(json.putArray("bounds_ms")::add);
        bins.counts().forEach(json.putArray("counts")::add);
        return json;
    }

    static ArrayNode criteria(List<Criterion> criteria) {
        var json = JsonNodeFactory.instance.arrayNode();
        for (Criterion each : criteria) {
            json.addObject()
                    .put("name", each.name())
                    .put("required", each.required())
                    .put("actual", each.actual())
                    .put("met", each.met());
        }
        return json;
    }
}
