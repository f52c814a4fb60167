package dev.llmemulator.load.truth;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.truth.Injection.Heard;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * What the summary of a run must say, computed from what was done to its answers.
 *
 * @param when a message was heard: as planned or as it was, in nanoseconds
 */
record Truth(Profile profile, List<Injection> injections, ToLongFunction<Heard> when) {
    /** Those that depend on what was injected; it never was before an answer's request. */
    static Set<Metric> metrics() {
        return EnumSet.complementOf(EnumSet.of(Metric.CONNECT, Metric.SUBSCRIBE));
    }

    /** All counts, by names that {@link Reported#counts} uses too. */
    Map<String, Object> counts() {
        var counts = new LinkedHashMap<String, Object>();
        var errors = new TreeMap<String, Long>();
        var violations = new TreeMap<String, Long>();
        var reasons = new TreeMap<String, Long>();
        var complete = 0L;
        for (Injection each : injections) {
            var fault = each.script().fault;
            if (fault == null) {
                complete++;
            } else {
                errors.merge(fault.kind(), 1L, Long::sum);
                reasons.merge("answer: " + fault.reason(), 1L, Long::sum);
                fault.violations().forEach(kind -> violations.merge(kind.label(), 1L, Long::sum));
            }
        }
        counts.put("answers", List.of((long) profile.answers(), complete, profile.answers() - complete, 0L));
        counts.put("tokens", tokens());
        counts.put("requests", (long) profile.answers());
        counts.put("connections", List.of(profile.answers() * (profile.leaves() ? 2L : 1L), 0L));
        counts.put("errors", errors);
        counts.put("violations", violations);
        counts.put("reasons", reasons);
        for (Metric metric : metrics()) {
            var count = sortedMs(metric).length;
            counts.put(metric.name(), (long) count);
            counts.put("rows of " + metric, metric == Metric.TOKEN_DELAY ? 0L : count);
        }
        return counts;
    }

    double perSecond(long count, long beganNs) {
        var endedNs = injections.stream().mapToLong(Injection::leftNs).max().orElseThrow();
        return count / ((endedNs - beganNs) / 1e9);
    }

    long tokens() {
        return injections.stream().mapToLong(each -> each.tokens().size()).sum();
    }

    /**
     * Percentiles, maximum and mean in milliseconds, by the names of {@code summary.json}. Of n values, the p-th
     * percentile is number n &middot; p, rounded up; those with fewer than ten values beyond are left out.
     */
    Map<String, Double> figures(Metric metric) {
        var sorted = sortedMs(metric);
        var n = sorted.length;
        var figures = new LinkedHashMap<String, Double>();
        Map.of("p50", 500, "p95", 950, "p99", 990, "p999", 999).forEach((name, perMille) -> {
            if (n * (1000 - perMille) >= 10_000) {
                figures.put(name, sorted[(n * perMille + 999) / 1000 - 1]);
            }
        });
        if (n > 0) {
            figures.put("max", sorted[n - 1]);
            figures.put("mean", DoubleStream.of(sorted).sum() / n);
        }
        return figures;
    }

    private double[] sortedMs(Metric metric) {
        return injections.stream()
                .flatMapToDouble(each -> spansMs(each, metric))
                .sorted()
                .toArray();
    }

    private DoubleStream spansMs(Injection injection, Metric metric) {
        var tokens = injection.tokens();
        return switch (metric) {
            case TTFT -> tokens.stream().limit(1).mapToDouble(first -> ms(injection.requestNs(), first));
            case INTER_TOKEN_LATENCY ->
                IntStream.range(1, tokens.size())
                        .mapToDouble(index -> ms(when.applyAsLong(tokens.get(index - 1)), tokens.get(index)));
            case TOKEN_DELIVERY -> tokens.stream().mapToDouble(token -> ms(token.sentNs(), token));
            case TOKEN_DELAY -> tokens.stream().mapToDouble(token -> ms(token.dueNs(), token));
            case ANSWER ->
                injection.script().fault == null
                        ? DoubleStream.of(ms(injection.requestNs(), injection.marker()))
                        : DoubleStream.empty();
            case CONNECT,
                    SUBSCRIBE,
                    SILENCE,
                    WAIT,
                    RECOVERY,
                    TTFT_FROM_ARRIVAL,
                    ANSWER_FROM_ARRIVAL,
                    ANSWER_OVER_IDEAL -> DoubleStream.empty();
        };
    }

    private double ms(long fromNs, Heard to) {
        return (when.applyAsLong(to) - fromNs) / 1e6;
    }
}
