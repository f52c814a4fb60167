package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * A comparison of two runs, figure by figure.
 *
 * @param warnings why the comparison may be unfair
 */
record Comparison(RunFile a, RunFile b, List<Row> rows, List<String> warnings) {
    private static final List<String> PERCENTILES = List.of("p50", "p95", "p99", "p999");

    /** One figure of both runs. */
    record Row(String name, Figure a, Figure b, Change change) {}

    static Comparison of(RunFile a, RunFile b) {
        var rows = new ArrayList<Row>();
        rows.add(faults("incomplete answers", a.incompleteAnswers(), b.incompleteAnswers()));
        rows.add(faults("integrity violations", a.violations(), b.violations()));
        for (Metric metric : Metric.values()) {
            addMetric(metric, a, b, rows);
        }
        for (String rate : List.of("requests", "tokens", "cycles")) {
            rows.add(unjudged(rate + " per second", "/per_second/" + rate, a, b));
        }
        rows.add(unjudged("CPU, us per token", "/process/cpu_us_per_token", a, b));
        return new Comparison(a, b, rows, warnings(a, b));
    }

    Change overall() {
        if (rows.stream().anyMatch(row -> row.change() == Change.WORSE)) {
            return Change.WORSE;
        }
        return rows.stream().anyMatch(row -> row.change() == Change.BETTER) ? Change.BETTER : Change.NOT_SHOWN;
    }

    // There should be none at all, so any increase is worse and not chance.
    private static Row faults(String name, long a, long b) {
        Figure before = exactly(a);
        Figure after = exactly(b);
        return new Row(name, before, after, Change.of(before, after));
    }

    private static Figure exactly(long count) {
        return new Figure((double) count, new Figure.Interval(count, count));
    }

    /** Whether both runs were configured with one and the same token delay. */
    boolean isTokenDelayTheSame() {
        return isTokenDelayTheSame(a, b);
    }

    private static boolean isTokenDelayTheSame(RunFile a, RunFile b) {
        return a.tokenDelayMs() > 0 && a.tokenDelayMs() == b.tokenDelayMs();
    }

    /** The best value that a metric can have in both runs. */
    private static double best(Metric metric, RunFile a, RunFile b) {
        return metric.has(Metric.Trait.NEAR_TOKEN_DELAY) && isTokenDelayTheSame(a, b) ? a.tokenDelayMs() : 0;
    }

    private static void addMetric(Metric metric, RunFile a, RunFile b, List<Row> rows) {
        var pointer = metric.jsonPointer();
        var name = metric.unit() == Unit.RATIO
                ? metric.title()
                : metric.title() + ", " + metric.unit().symbol();
        var best = best(metric, a, b);
        if (a.json().at(pointer).isObject() || b.json().at(pointer).isObject()) {
            for (String percentile : PERCENTILES) {
                var before = a.percentile(pointer, percentile);
                var after = b.percentile(pointer, percentile);
                rows.add(new Row(
                        name + " " + percentile,
                        before,
                        after,
                        Change.of(before.distanceFrom(best), after.distanceFrom(best))));
            }
            rows.add(unjudged(name + " max", pointer + "/max", a, b));
        }
    }

    private static Row unjudged(String name, String pointer, RunFile a, RunFile b) {
        return new Row(name, a.plain(pointer), b.plain(pointer), Change.NOT_JUDGED);
    }

    private static List<String> warnings(RunFile a, RunFile b) {
        var warnings = new ArrayList<String>();
        warnOfOutcome("A", a.verdict(), warnings);
        warnOfOutcome("B", b.verdict(), warnings);
        warnOfDifferences(a.circumstances(), b.circumstances(), warnings);
        var seedOfA = a.seedOfDraws();
        var seedOfB = b.seedOfDraws();
        if (seedOfA != null && seedOfB != null) {
            warnOfDifference("settings.seed", seedOfA, seedOfB, warnings);
        }
        return warnings;
    }

    private static void warnOfOutcome(String name, String verdict, List<String> warnings) {
        if (verdict.equals("INVALID")) {
            warnings.add(
                    name + " is INVALID: its load test was the bottleneck, so its figures do not describe the servers");
        } else if (verdict.equals("INTERRUPTED")) {
            warnings.add(name + " is INTERRUPTED: its figures describe only a part of the run");
        }
    }

    private static void warnOfDifferences(Map<String, String> a, Map<String, String> b, List<String> warnings) {
        var names = new TreeSet<String>(a.keySet());
        names.addAll(b.keySet());
        for (String name : names) {
            warnOfDifference(name, a.getOrDefault(name, "none"), b.getOrDefault(name, "none"), warnings);
        }
    }

    private static void warnOfDifference(String name, String a, String b, List<String> warnings) {
        if (!a.equals(b)) {
            warnings.add(name + " differs: " + a + " in A, " + b + " in B");
        }
    }
}
