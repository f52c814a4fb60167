package dev.llmemulator.load.truth;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

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
        counts.put("answers", longs("/answers", "expected", "passed", "failed", "cut_off"));
        counts.put("tokens", json.path("tokens").asLong());
        counts.put("requests", figures.requests());
        counts.put("connections", longs("/connections", "opened", "failed"));
        counts.put("errors", longs("errors"));
        counts.put("violations", longs("violations"));
        counts.put("reasons", rows.reasonsOf(Metric.ANSWER.title()));
        for (Metric metric : Truth.metrics()) {
            counts.put(metric.name(), span(metric).path("count").asLong());
            counts.put("rows of " + metric, rows.passed(metric.title()));
        }
        return counts;
    }

    /** As {@link Truth#figures}, in milliseconds. */
    Map<String, Double> figures(Metric metric) {
        var told = told(span(metric));
        var histogram = figures.recorded().get(metric);
        if (histogram != null && histogram.getTotalCount() > 0) {
            told.put("mean", histogram.getMean() / 1000);
        }
        return told;
    }

    /** As {@link Truth#figures}, of answers in multiples of the ideal one; without a mean. */
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

    private List<Long> longs(String object, String... names) {
        return Stream.of(names)
                .map(name -> json.at(object + "/" + name).asLong())
                .toList();
    }

    private Map<String, Long> longs(String object) {
        var longs = new TreeMap<String, Long>();
        json.path(object)
                .properties()
                .forEach(field -> longs.put(field.getKey(), field.getValue().asLong()));
        return longs;
    }
}
