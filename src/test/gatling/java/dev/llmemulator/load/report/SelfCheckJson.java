package dev.llmemulator.load.report;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.measure.Unit;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.load.watch.Share;
import org.jspecify.annotations.Nullable;

/** The part of {@code summary.json} about what the load test saw of itself. */
final class SelfCheckJson {
    private SelfCheckJson() {}

    static ObjectNode tree(SelfCheck selfCheck) {
        var figures = selfCheck.figures();
        var tree = JsonNodeFactory.instance.objectNode();
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
        var cpu = tree.putObject("cpu");
        cpu.set("machine", share(processors.busy()));
        cpu.set("process", share(processors.process()));
        cpu.set("stolen", share(processors.stolen()));
        var files = figures.files();
        tree.set(
                "open_files",
                files == null
                        ? null
                        : JsonNodeFactory.instance
                                .objectNode()
                                .put("most", files.most())
                                .put("limit", files.limit()));
        return tree;
    }

    private static @Nullable ObjectNode share(@Nullable Share share) {
        return share == null
                ? null
                : JsonNodeFactory.instance
                        .objectNode()
                        .put("mean", share.mean())
                        .put("most", share.most());
    }
}
