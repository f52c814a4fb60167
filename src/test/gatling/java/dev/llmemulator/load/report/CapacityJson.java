package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.capacity.CapacityReport;
import dev.llmemulator.load.capacity.Step;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentile;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The section {@code capacity} of {@code summary.json}. */
final class CapacityJson {
    private CapacityJson() {}

    /** The section; null if nothing was searched for. */
    static @Nullable ObjectNode tree(@Nullable CapacityReport capacity) {
        if (capacity == null) {
            return null;
        }
        var result = capacity.result();
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("result", result.kind().name());
        tree.put("headline", capacity.headline());
        tree.put("unit", capacity.unit());
        tree.put("load", result.load());
        tree.put("failed_load", result.failed());
        tree.put("confirmed", result.confirmed());
        tree.put("ended_early", capacity.early());
        tree.put("interrupted", capacity.interrupted());
        tree.put("objectives", capacity.objectives());
        var broke = capacity.broke();
        if (broke == null) {
            tree.putNull("broke_first");
        } else {
            tree.putObject("broke_first")
                    .put("objective", broke.objective().text())
                    .put("value", broke.value())
                    .put("why", broke.why());
        }
        tree.put("full_part", capacity.fullPart());
        tree.put("nearest_part", capacity.nearestPart());
        var steps = tree.putArray("steps");
        for (var i = 0; i < capacity.steps().size(); i++) {
            steps.add(tree(
                    capacity.steps().get(i),
                    capacity.lastConfirms() && i == capacity.steps().size() - 1,
                    capacity.startedUs()));
        }
        return tree;
    }

    private static ObjectNode tree(Step step, boolean confirms, long startedUs) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("load", step.load());
        tree.put("verdict", step.outcome().name());
        tree.put("confirms", confirms);
        tree.put("why", step.why());
        tree.put("from_second", (step.fromUs() - startedUs) / 1e6);
        tree.put("seconds", step.seconds());
        tree.put("measured_seconds", step.measuredSeconds());
        tree.put("passed", step.passed());
        tree.put("failed", step.failed());
        tree.put("refused", step.refused());
        tree.put("goodput", step.good());
        tree.put("answers_per_second", step.answersPerSecond());
        tree.put("tokens_per_second", step.tokensPerSecond());
        for (Metric metric : Step.METRICS) {
            var all = step.percentiles().get(metric);
            tree.putObject(metric.name().toLowerCase(Locale.ROOT) + "_ms")
                    .put("p50", all == null ? null : value(all.p50()))
                    .put("p99", all == null ? null : value(all.p99()));
        }
        return tree;
    }

    private static @Nullable Double value(@Nullable Percentile percentile) {
        return percentile == null ? null : Double.valueOf(percentile.value());
    }
}
