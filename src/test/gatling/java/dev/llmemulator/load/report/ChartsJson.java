package dev.llmemulator.load.report;

import static dev.llmemulator.load.measure.Unit.MILLISECONDS;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.DelayPart;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.IntervalValues;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.OverTime;
import dev.llmemulator.load.measure.SlowestAnswer;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The parts of {@code summary.json} that the charts show. */
final class ChartsJson {
    // A chart has no room for more.
    private static final int MOST_TOKENS = 1000;

    private ChartsJson() {}

    /** The intervals of a run, with its good answers if answers were judged. */
    static ObjectNode overTime(OverTime overTime, boolean judged) {
        var json = JsonNodeFactory.instance.objectNode().put("interval_seconds", overTime.lengthSeconds());
        var points = json.putArray("points");
        var second = 0L;
        for (Interval interval : overTime.intervals()) {
            var point = points.addObject().put("second", second);
            for (Interval.Count count : Interval.Count.values()) {
                if (judged || count != Interval.Count.GOOD) {
                    point.put(count.name().toLowerCase(Locale.ROOT), interval.counted(count));
                }
            }
            point.put("users_at_once", interval.mostUnderWay());
            for (Metric metric : Metric.overTime()) {
                var values = interval.values(metric);
                if (values != null) {
                    point.set(metric.jsonName(), tree(values));
                }
            }
            second += overTime.lengthSeconds();
        }
        return json;
    }

    static ObjectNode tree(IntervalValues values) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("count", values.count())
                .put("p50", values.percentile(500))
                .put("p95", values.percentile(950))
                .put("p99", values.percentile(990))
                .put("max", values.max());
    }

    static ObjectNode interTokenHistogram(Figures figures) {
        var bins = LogBins.of(figures.histogram(Metric.INTER_TOKEN_LATENCY), MILLISECONDS.recorded());
        var json = JsonNodeFactory.instance.objectNode();
        bins.bounds().forEach(json.putArray("bounds_ms")::add);
        bins.counts().forEach(json.putArray("counts")::add);
        return json;
    }

    static ObjectNode breakdown(Summary summary) {
        var figures = summary.figures().breakdown();
        var tree = JsonNodeFactory.instance.objectNode();
        tree.set("clock", clock(summary.clock()));
        if (figures.whole().getTotalCount() == 0) {
            return tree.put("left_out", summary.whyNoBreakdown());
        }
        for (DelayPart part : DelayPart.values()) {
            tree.set(part.jsonName(), tree(summary, figures.values(part)));
        }
        tree.set("whole", tree(summary, figures.whole()));
        var at = tree.putArray("at");
        for (BreakdownTable.Row row : BreakdownTable.rows(figures)) {
            var node = at.addObject()
                    .put("percentile", row.name())
                    .put("tokens", row.share().tokens())
                    .put("whole_ms", MILLISECONDS.of(row.share().wholeUs()));
            row.share().partsUs().forEach((part, us) -> node.put(part.jsonName() + "_ms", MILLISECONDS.of(us)));
        }
        return tree;
    }

    private static @Nullable ObjectNode tree(Summary summary, Histogram ofTokens) {
        return SummaryJson.tree(summary.ofTokens(ofTokens, MILLISECONDS));
    }

    private static ObjectNode clock(ClockReport clock) {
        var tree = JsonNodeFactory.instance.objectNode();
        tree.put("how", clock.ours() ? "same clock" : clock.isKnown() ? "estimated" : "unknown");
        if (!clock.offsets().isEmpty()) {
            var instances =
                    tree.put("error_ms", MILLISECONDS.of(clock.errorUs())).putObject("instances");
            clock.offsets()
                    .forEach((instance, offset) -> instances
                            .putObject(instance)
                            .put("offset_ms", MILLISECONDS.of(offset.offsetUs()))
                            .put("error_ms", MILLISECONDS.of(offset.errorUs())));
        }
        return tree;
    }

    static ObjectNode slowest(SlowestAnswer slowest) {
        var times = slowest.times();
        var tree = JsonNodeFactory.instance
                .objectNode()
                .put("session_id", slowest.sessionId())
                .put("answer_ms", MILLISECONDS.of(slowest.answerUs()))
                .put("ideal_ms", MILLISECONDS.of(slowest.idealUs()))
                .put("tokens", times.count());
        if (slowest.traceId() != null) {
            tree.put("trace_id", slowest.traceId());
        }
        var offset = slowest.offset();
        var index = tree.putArray("index");
        var received = tree.putArray("received_ms");
        var handled = tree.putArray("handled_ms");
        var stamped = offset != null && times.count() > 0 && times.get(0).isStamped();
        var due = stamped ? tree.putArray("due_ms") : null;
        var sent = stamped ? tree.putArray("sent_ms") : null;
        var step = Math.max(1, (times.count() + MOST_TOKENS - 1) / MOST_TOKENS);
        for (var at = 0; at < times.count(); at += step) {
            var token = times.get(at);
            index.add(at);
            received.add(MILLISECONDS.of(token.receivedUs() - slowest.postedUs()));
            handled.add(MILLISECONDS.of(token.handledUs() - slowest.postedUs()));
            if (offset != null && due != null && sent != null) {
                due.add(MILLISECONDS.of(token.dueUs() - slowest.postedUs() - offset.offsetUs()));
                sent.add(MILLISECONDS.of(token.sentUs() - slowest.postedUs() - offset.offsetUs()));
            }
        }
        return tree;
    }
}
