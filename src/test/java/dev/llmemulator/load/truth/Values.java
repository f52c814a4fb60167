package dev.llmemulator.load.truth;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values of one kind, each of them kept. A percentile is the value of its rank: of n, the p-th is number n &middot; p,
 * rounded up.
 */
final class Values {
    private final List<Double> sorted;

    Values(List<Double> values) {
        sorted = new ArrayList<>(values);
        sorted.sort(null);
    }

    int count() {
        return sorted.size();
    }

    /**
     * Percentiles, maximum and mean, by the names of {@code summary.json}. Percentiles with too few values are left
     * out.
     */
    Map<String, Double> figures() {
        var figures = new LinkedHashMap<String, Double>();
        if (sorted.isEmpty()) {
            return figures;
        }
        putPercentile("p50", 500, figures);
        putPercentile("p95", 950, figures);
        putPercentile("p99", 990, figures);
        putPercentile("p999", 999, figures);
        figures.put("max", sorted.get(sorted.size() - 1));
        figures.put("mean", sorted.stream().mapToDouble(Double::doubleValue).sum() / sorted.size());
        return figures;
    }

    private void putPercentile(String name, int perMille, Map<String, Double> figures) {
        var n = sorted.size();
        var tenBeyond = n * (1000 - perMille) >= 10_000;
        if (tenBeyond) {
            var rank = (n * perMille + 999) / 1000;
            figures.put(name, sorted.get(rank - 1));
        }
    }
}
