package dev.llmemulator.load.truth;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.truth.Injection.Heard;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** What the summary of a run must say, computed from what was done to its answers. */
final class Truth {
    private final Profile profile;
    private final List<Injection> injections;
    private final ToLongFunction<Heard> when;

    /** @param when a message was heard: as planned or as it was, in nanoseconds */
    Truth(Profile profile, List<Injection> injections, ToLongFunction<Heard> when) {
        this.profile = profile;
        this.injections = injections;
        this.when = when;
    }

    /** All counts, by names that {@link Reported#counts} uses too. */
    Map<String, Object> counts() {
        var counts = new LinkedHashMap<String, Object>();
        var errors = new TreeMap<String, Long>();
        var violations = new TreeMap<String, Long>();
        var reasons = new TreeMap<String, Long>();
        var whole = 0L;
        for (Injection each : injections) {
            var fault = each.script().fault();
            if (fault == null) {
                whole++;
            } else {
                errors.merge(fault.kind(), 1L, Long::sum);
                reasons.merge("answer: " + fault.reason(), 1L, Long::sum);
                fault.violations().forEach(kind -> violations.merge(kind.label(), 1L, Long::sum));
            }
        }
        counts.put("answers", List.of((long) profile.answers(), whole, profile.answers() - whole, 0L));
        counts.put("tokens", tokens());
        counts.put("requests", (long) profile.answers());
        counts.put("connections", List.of(profile.answers() * (profile.leaves() ? 2L : 1L), 0L));
        counts.put("errors", errors);
        counts.put("violations", violations);
        counts.put("reasons", reasons);
        values().forEach((metric, values) -> {
            counts.put(metric.name(), (long) values.count());
            counts.put("rows of " + metric, metric == Metric.TOKEN_DELAY ? 0L : values.count());
        });
        return counts;
    }

    /** Spans in milliseconds. */
    Map<Metric, Values> values() {
        var values = new EnumMap<Metric, Values>(Metric.class);
        for (Metric metric : Metric.values()) {
            values.put(
                    metric,
                    new Values(injections.stream()
                            .flatMapToDouble(each -> spansMs(each, metric))
                            .boxed()
                            .toList()));
        }
        return values;
    }

    /** The rate of a count, in a run that began then. */
    double perSecond(long count, long beganNs) {
        var endedNs = injections.stream().mapToLong(Injection::leftNs).max().orElseThrow();
        return count / ((endedNs - beganNs) / 1e9);
    }

    long tokens() {
        return injections.stream().mapToLong(each -> each.tokens().size()).sum();
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
                injection.script().fault() == null
                        ? DoubleStream.of(ms(injection.requestNs(), injection.marker()))
                        : DoubleStream.empty();
            case WAIT, TTFT_FROM_ARRIVAL, ANSWER_FROM_ARRIVAL, ANSWER_OVER_IDEAL -> DoubleStream.empty();
        };
    }

    private double ms(long fromNs, Heard to) {
        return (when.applyAsLong(to) - fromNs) / 1e6;
    }
}
