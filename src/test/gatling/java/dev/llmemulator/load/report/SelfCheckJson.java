package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.measure.Unit;
import dev.llmemulator.load.watch.SelfCheck;

/** The part of {@code summary.json} about what the load test saw of itself. */
final class SelfCheckJson {
    private static final JsonMapper JSON = new JsonMapper();

    private SelfCheckJson() {}

    static ObjectNode tree(SelfCheck selfCheck) {
        var figures = selfCheck.figures();
        var tree = JSON.createObjectNode();
        tree.put("fit", selfCheck.fit());
        var causes = tree.putArray("causes");
        selfCheck
                .causes()
                .forEach(each -> causes.addObject().put("cause", each.what()).put("advice", each.advice()));
        tree.put("seconds", figures.seconds());
        tree.set("event_loop_lateness_ms", SummaryJson.tree(Percentiles.of(figures.eventLoopsUs(), Unit.MILLISECONDS)));
        tree.set("thread_lateness_ms", SummaryJson.tree(Percentiles.of(figures.threadUs(), Unit.MILLISECONDS)));
        var gc = figures.gc();
        tree.putObject("gc")
                .put("pauses", gc.count())
                .put("seconds", gc.seconds())
                .put("longest_ms", gc.longestMs());
        var processors = figures.processors();
        tree.putObject("cpu")
                .<ObjectNode>set("machine", JSON.valueToTree(processors.busy()))
                .<ObjectNode>set("process", JSON.valueToTree(processors.process()))
                .set("stolen", JSON.valueToTree(processors.stolen()));
        tree.set("open_files", JSON.valueToTree(figures.files()));
        return tree;
    }
}
