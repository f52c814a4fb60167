package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.measure.Unit;
import dev.llmemulator.load.objectives.Judged;
import dev.llmemulator.load.watch.SelfCheck;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A summary for programs; {@code summary.schema.json} describes each field. Fields may be added, none is renamed or removed. */
final class SummaryJson {
    /** Rises when fields are added. */
    private static final int SCHEMA_VERSION = 6;

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private SummaryJson() {}

    static String of(Summary summary) throws IOException {
        return JSON.writeValueAsString(tree(summary)) + "\n";
    }

    static ObjectNode tree(Summary summary) {
        var figures = summary.figures();
        var root = JSON.createObjectNode();
        root.put("schema_version", SCHEMA_VERSION);
        root.put("verdict", summary.verdict().outcome().name());
        root.put("reason", summary.verdict().reason());
        root.put("sentence", Sentence.of(summary));
        root.set("criteria", JSON.valueToTree(summary.verdict().criteria()));
        addObjectives(summary, root);
        root.put("simulation", summary.simulation());
        root.put("run", summary.run());
        root.put("started", summary.started().toString());
        root.put("seconds", figures.seconds());
        root.putObject("answers")
                .put("expected", summary.expected())
                .put("passed", figures.passed())
                .put("failed", figures.failed())
                .put("refused", figures.refused())
                .put("cut_off", figures.underWay());
        root.put("tokens", figures.tokens());
        root.put("other_publications", figures.others());
        root.put("other_answers_publications", figures.otherAnswers());
        root.putObject("per_second")
                .put("requests", figures.perSecond(figures.requests()))
                .put("tokens", figures.perSecond(figures.tokens()))
                .put("cycles", figures.perSecond(figures.passed() + figures.failed()));
        root.putObject("connections")
                .put("opened", figures.connected())
                .put("failed", figures.connectFailures())
                .put("lost_between_answers", figures.idleConnectionsLost());
        root.put("ideal_answer_ms", summary.idealAnswerMs());
        addPercentiles(summary, root);
        root.set("breakdown", ChartsJson.breakdown(summary));
        var slowest = figures.slowest();
        root.set("slowest_answer", slowest == null ? null : ChartsJson.slowest(slowest));
        var errors = root.putObject("errors");
        figures.errors().forEach(errors::put);
        var violations = root.putObject("violations");
        figures.anomalies().forEach((kind, count) -> violations.put(kind.label(), count));
        root.set("endings", FaultsJson.endings(figures.endings()));
        root.set("faults", summary.faults() == null ? null : FaultsJson.of(summary.faults()));
        root.set("capacity", CapacityJson.tree(summary.capacity()));
        root.set("proof", tree(summary.proof()));
        root.set("observation", tree(summary.observation()));
        root.set("warm_up", JSON.valueToTree(summary.warmUp()));
        root.putObject("process")
                .put("cpu_seconds", summary.cpuSeconds())
                .put("cpu_us_per_token", summary.cpuUsPerToken());
        root.set("parts", PartsJson.of(summary.parts()));
        root.set("self_check", selfCheck(summary.selfCheck()));
        root.set("settings", JSON.valueToTree(summary.settingsByName()));
        root.put("endpoints", summary.endpoints());
        root.set("versions", JSON.valueToTree(summary.versions()));
        root.set("over_time", ChartsJson.overTime(figures.overTime(), summary.good() != null));
        root.set("inter_token_histogram", ChartsJson.interTokenHistogram(figures));
        return root;
    }

    private static void addObjectives(Summary summary, ObjectNode root) {
        var objectives = root.putArray("objectives");
        for (Judged each : summary.verdict().objectives()) {
            objectives
                    .addObject()
                    .put("objective", each.objective().text())
                    .put("state", each.state().name())
                    .put("value", each.value())
                    .put("low", each.low())
                    .put("high", each.high())
                    .put("limit", each.objective().limit())
                    .put("unit", each.objective().unit())
                    .put("why", each.why());
        }
        var good = summary.good();
        root.putNull("goodput");
        if (good != null) {
            var figures = summary.figures();
            var share = figures.goodput();
            root.putObject("goodput")
                    .put("of_an_answer", good.toString())
                    .put("good", figures.good())
                    .put("not_known", figures.notJudged())
                    .put("share", Double.isNaN(share.value()) ? null : Double.valueOf(share.value()))
                    .put("low", share.low())
                    .put("high", share.high())
                    .put("per_second", figures.perSecond(figures.good()));
        }
    }

    // A metric without a value is left out of the object of its unit, and null where it has no such object.
    private static void addPercentiles(Summary summary, ObjectNode root) {
        var all = summary.percentiles();
        for (Metric metric : Metric.values()) {
            var parent = root.withObject(metric.unit().jsonParent());
            var percentiles = all.get(metric);
            if (percentiles != null || metric.unit().jsonParent().isEmpty()) {
                parent.set(metric.jsonName(), tree(percentiles));
            }
        }
    }

    private static ObjectNode selfCheck(SelfCheck selfCheck) {
        var figures = selfCheck.figures();
        var gc = figures.gc();
        var processors = figures.processors();
        var tree = JSON.createObjectNode().put("fit", selfCheck.fit());
        var causes = tree.putArray("causes");
        selfCheck
                .causes()
                .forEach(each -> causes.addObject().put("cause", each.what()).put("advice", each.advice()));
        tree.put("seconds", figures.seconds());
        tree.set("event_loop_lateness_ms", tree(Percentiles.of(figures.eventLoopsUs(), Unit.MILLISECONDS)));
        tree.set("thread_lateness_ms", tree(Percentiles.of(figures.threadUs(), Unit.MILLISECONDS)));
        tree.putObject("gc")
                .put("pauses", gc.count())
                .put("seconds", gc.seconds())
                .put("longest_ms", gc.longestMs());
        var cpu = tree.putObject("cpu");
        cpu.set("machine", JSON.valueToTree(processors.busy()));
        cpu.set("process", JSON.valueToTree(processors.process()));
        cpu.set("stolen", JSON.valueToTree(processors.stolen()));
        tree.set("open_files", JSON.valueToTree(figures.files()));
        return tree;
    }

    private static @Nullable ObjectNode tree(@Nullable Observation observation) {
        if (observation == null) {
            return null;
        }
        var tree = JSON.createObjectNode().put("sentence", observation.sentence());
        tree.set("facts", JSON.valueToTree(observation.facts()));
        tree.set("details", JSON.valueToTree(observation.details()));
        tree.set("numbers", JSON.valueToTree(observation.numbers()));
        tree.set("samples", JSON.valueToTree(observation.samples()));
        return tree;
    }

    private static @Nullable ObjectNode tree(@Nullable Proof proof) {
        if (proof == null) {
            return null;
        }
        var tree = JSON.createObjectNode();
        tree.set("proved", JSON.valueToTree(proof.proved()));
        tree.set("not_proved", JSON.valueToTree(proof.notProved()));
        return tree;
    }

    static @Nullable ObjectNode tree(@Nullable Percentiles percentiles) {
        if (percentiles == null) {
            return null;
        }
        var tree = JSON.createObjectNode().put("count", percentiles.count());
        var intervals = JSON.createObjectNode();
        percentiles.byName().forEach((name, percentile) -> {
            if (percentile == null) {
                tree.putNull(name);
                intervals.putNull(name);
            } else {
                tree.put(name, percentile.value());
                intervals.putObject(name).put("low", percentile.low()).put("high", percentile.high());
            }
        });
        tree.put("max", percentiles.max()).put("mean", percentiles.mean());
        tree.set("ci95", intervals);
        return tree;
    }
}
