package dev.llmemulator.load.truth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a run reported.
 *
 * @param json of {@code summary.json}
 * @param figures for what is shown in no file
 */
record Reported(JsonNode json, Figures figures, RowCount rows) {
    /** All counts, by names that {@link Truth#counts} uses too. */
    Map<String, Object> counts() {
        var counts = new LinkedHashMap<String, Object>();
        var answers = json.path("answers");
        counts.put(
                "answers",
                List.of(
                        answers.path("expected").asLong(),
                        answers.path("passed").asLong(),
                        answers.path("failed").asLong(),
                        answers.path("cut_off").asLong()));
        counts.put("tokens", json.path("tokens").asLong());
        counts.put("requests", figures.requests());
        var connections = json.path("connections");
        counts.put(
                "connections",
                List.of(
                        connections.path("opened").asLong(),
                        connections.path("failed").asLong()));
        counts.put("errors", longs(json.path("errors")));
        counts.put("violations", longs(json.path("violations")));
        counts.put("reasons", rows.reasonsOf(Metric.ANSWER.title()));
        for (Metric metric : Metric.values()) {
            counts.put(metric.name(), span(metric).path("count").asLong());
            counts.put("rows of " + metric, rows.passed(metric.title()));
        }
        return counts;
    }

    /** As {@link Values#figures}, in milliseconds. */
    Map<String, Double> figures(Metric metric) {
        var told = told(span(metric));
        var histogram = figures.recorded().get(metric);
        if (histogram != null && histogram.getTotalCount() > 0) {
            told.put("mean", histogram.getMean() / 1000);
        }
        return told;
    }

    /** As {@link Values#figures}, of answers in multiples of the ideal one; without a mean. */
    Map<String, Double> answerOverIdeal() {
        return told(json.path("answer_over_ideal"));
    }

    double idealMs() {
        return json.path("ideal_answer_ms").asDouble();
    }

    double perSecond(String what) {
        return json.path("per_second").path(what).asDouble();
    }

    private JsonNode span(Metric metric) {
        return json.path("percentiles_ms").path(metric.name().toLowerCase(Locale.ROOT));
    }

    private static Map<String, Double> told(JsonNode span) {
        var told = new LinkedHashMap<String, Double>();
        for (String name : List.of("p50", "p95", "p99", "p999", "max")) {
            if (span.path(name).isNumber()) {
                told.put(name, span.path(name).asDouble());
            }
        }
        return told;
    }

    private static Map<String, Long> longs(JsonNode object) {
        var longs = new TreeMap<String, Long>();
        object.properties()
                .forEach(field -> longs.put(field.getKey(), field.getValue().asLong()));
        return longs;
    }
}
