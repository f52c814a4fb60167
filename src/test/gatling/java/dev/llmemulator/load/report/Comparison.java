package dev.llmemulator.load.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Two runs, figure by figure.
 *
 * @param warnings why the comparison may be unfair
 */
record Comparison(RunFile a, RunFile b, List<Row> rows, List<String> warnings) {
    private static final List<String> PERCENTILES = List.of("p50", "p95", "p99", "p999");

    /** One figure of both runs. */
    record Row(String name, Figure a, Figure b, Change change) {}

    static Comparison of(RunFile a, RunFile b) {
        var rows = new ArrayList<Row>();
        rows.add(faults("answers not whole", a.answersNotWhole(), b.answersNotWhole()));
        rows.add(faults("integrity violations", a.violations(), b.violations()));
        for (String span : List.of(
                "ttft",
                "inter_token_latency",
                "answer",
                "token_delivery",
                "token_delay",
                "wait",
                "ttft_from_arrival",
                "answer_from_arrival")) {
            double target = span.equals("inter_token_latency") ? commonDelayMs(a, b) : 0;
            addSpan(span.replace('_', ' ') + ", ms", "/percentiles_ms/" + span, target, a, b, rows);
        }
        addSpan("answer over ideal", "/answer_over_ideal", 0, a, b, rows);
        for (String rate : List.of("requests", "tokens", "cycles")) {
            rows.add(unjudged(rate + " per second", "/per_second/" + rate, a, b));
        }
        rows.add(unjudged("CPU, us a token", "/process/cpu_us_per_token", a, b));
        return new Comparison(a, b, rows, warnings(a, b));
    }

    Change overall() {
        if (rows.stream().anyMatch(row -> row.change() == Change.WORSE)) {
            return Change.WORSE;
        }
        return rows.stream().anyMatch(row -> row.change() == Change.BETTER) ? Change.BETTER : Change.NOT_SHOWN;
    }

    // There should be none at all, so each is one too many and no chance.
    private static Row faults(String name, long a, long b) {
        Figure before = exactly(a);
        Figure after = exactly(b);
        return new Row(name, before, after, Change.of(before, after));
    }

    private static Figure exactly(long count) {
        return new Figure((double) count, new Figure.Interval(count, count));
    }

    // Tokens that come sooner after each other than they were due are no gain: they make up for one that was late.
    private static double commonDelayMs(RunFile a, RunFile b) {
        var delayMs = a.tokenDelayMs();
        return delayMs == b.tokenDelayMs() ? delayMs : 0;
    }

    /** @param target where all its figures should be */
    private static void addSpan(String name, String pointer, double target, RunFile a, RunFile b, List<Row> rows) {
        if (a.json().at(pointer).isObject() || b.json().at(pointer).isObject()) {
            for (String percentile : PERCENTILES) {
                var before = a.percentile(pointer, percentile);
                var after = b.percentile(pointer, percentile);
                rows.add(new Row(
                        name + " " + percentile,
                        before,
                        after,
                        Change.of(before.distanceFrom(target), after.distanceFrom(target))));
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
            warnings.add(name + " is INVALID: its figures are those of the load test, not of the servers");
        } else if (verdict.equals("INTERRUPTED")) {
            warnings.add(name + " is INTERRUPTED: its figures are of a part of the run");
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
