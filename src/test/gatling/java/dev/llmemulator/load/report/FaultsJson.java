package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.chaos.FaultReport;
import dev.llmemulator.load.measure.Endings;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.Metric;
import java.util.Locale;
import java.util.Map;

/** The parts of {@code summary.json} that tell of faults, and of how answers ended. */
final class FaultsJson {
    private FaultsJson() {}

    static ObjectNode endings(Endings.Counts endings) {
        var tree = JsonNodeFactory.instance.objectNode();
        endings.answers().forEach((ending, count) -> tree.put(ending.name().toLowerCase(Locale.ROOT), count));
        tree.put("connections_lost", endings.connectionsLost())
                .put("replayed_tokens", endings.replayedTokens())
                .put("wasted_tokens", endings.wastedTokens());
        tree.set("silent_violations", counts(endings.silent()));
        tree.set("told_violations", counts(endings.told()));
        return tree;
    }

    private static ObjectNode counts(Map<String, Long> byKind) {
        var tree = JsonNodeFactory.instance.objectNode();
        byKind.forEach(tree::put);
        return tree;
    }

    static ObjectNode of(FaultReport report) {
        var tree = JsonNodeFactory.instance.objectNode().put("plan", report.plan());
        var marks = tree.putArray("marks");
        for (var effect : report.faults()) {
            marks.addObject()
                    .put("label", effect.fault().label())
                    .put("planned_second", effect.fault().atSeconds())
                    .put("began_second", effect.fault().beganSeconds())
                    .put("ended_second", effect.fault().endedSeconds())
                    .put("caused", effect.fault().isCarriedOut())
                    .put("trouble", effect.fault().trouble())
                    .put("calm_after_seconds", effect.calmAfterSeconds());
        }
        var phases = tree.putObject("phases");
        report.phases().forEach((name, phase) -> {
            var node = phases.putObject(name)
                    .put("from_second", phase.fromSeconds())
                    .put("to_second", phase.toSeconds())
                    .put("tokens", phase.whole().counted(Interval.Count.TOKENS))
                    .put("failed", phase.whole().counted(Interval.Count.FAILED));
            for (var metric : Metric.overTime()) {
                var values = phase.whole().values(metric);
                if (values != null) {
                    node.set(metric.jsonName(), ChartsJson.tree(values));
                }
            }
        });
        return tree;
    }
}
