package dev.llmemulator.load.report;

import static dev.llmemulator.load.measure.Percentiles.MILLISECOND;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.SlowestAnswer;

/** The parts of {@code summary.json} that tell where delays come from: the breakdown, and the slowest answer token by token. */
final class DelaysJson {
    // More tokens than a picture has columns.
    private static final int MOST_TOKENS = 1000;

    private DelaysJson() {}

    static ObjectNode breakdown(Summary summary) {
        var figures = summary.figures().breakdown();
        var tree = JsonNodeFactory.instance.objectNode();
        tree.set("clock", clock(summary.clock()));
        if (figures.whole().getTotalCount() == 0) {
            return tree.put("left_out", summary.whyNoBreakdown());
        }
        figures.parts()
                .forEach((part, histogram) ->
                        tree.set(SummaryJson.name(part), SummaryJson.tree(summary.ofTokens(histogram))));
        tree.set("whole", SummaryJson.tree(summary.ofTokens(figures.whole())));
        var at = tree.putArray("at");
        for (BreakdownRow row : BreakdownRow.rows(figures)) {
            var node = at.addObject()
                    .put("percentile", row.name())
                    .put("tokens", row.share().tokens())
                    .put("whole_ms", row.share().wholeUs() / MILLISECOND);
            row.share().partsUs().forEach((part, us) -> node.put(SummaryJson.name(part) + "_ms", us / MILLISECOND));
        }
        return tree;
    }

    private static ObjectNode clock(ClockReport clock) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("how", clock.ours() ? "same clock" : clock.isKnown() ? "estimated" : "unknown");
        if (!clock.offsets().isEmpty()) {
            var instances = tree.put("error_ms", clock.errorUs() / MILLISECOND).putObject("instances");
            clock.offsets()
                    .forEach((instance, offset) -> instances
                            .putObject(instance)
                            .put("offset_ms", offset.offsetUs() / MILLISECOND)
                            .put("error_ms", offset.errorUs() / MILLISECOND));
        }
        return tree;
    }

    static ObjectNode slowest(SlowestAnswer slowest) {
        var times = slowest.times();
        var tree = JsonNodeFactory.instance
                .objectNode()
                .put("session_id", slowest.sessionId())
                .put("answer_ms", slowest.answerUs() / MILLISECOND)
                .put("ideal_ms", slowest.idealUs() / MILLISECOND)
                .put("tokens", times.count());
        var index = tree.putArray("index");
        var received = tree.putArray("received_ms");
        var handled = tree.putArray("handled_ms");
        var step = Math.max(1, (times.count() + MOST_TOKENS - 1) / MOST_TOKENS);
        for (var token = 0; token < times.count(); token += step) {
            index.add(token);
            received.add((times.get(token).receivedUs() - slowest.postedUs()) / MILLISECOND);
            handled.add((times.get(token).handledUs() - slowest.postedUs()) / MILLISECOND);
        }
        addServerTimes(slowest, step, tree);
        return tree;
    }

    private static void addServerTimes(SlowestAnswer slowest, int step, ObjectNode tree) {
        var times = slowest.times();
        var offset = slowest.offset();
        if (offset == null || times.count() == 0 || !times.get(0).isStamped()) {
            return;
        }
        var due = tree.putArray("due_ms");
        var sent = tree.putArray("sent_ms");
        var startUs = slowest.postedUs() + offset.offsetUs();
        for (var token = 0; token < times.count(); token += step) {
            due.add((times.get(token).dueUs() - startUs) / MILLISECOND);
            sent.add((times.get(token).sentUs() - startUs) / MILLISECOND);
        }
    }
}
