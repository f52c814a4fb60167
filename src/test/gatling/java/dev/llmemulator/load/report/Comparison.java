package dev.llmemulator.load.report;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A comparison of two runs, figure by figure. */
record Comparison(RunFile a, RunFile b) {
    private static final List<String> PERCENTILES = List.of("p50", "p95", "p99", "p999");

    private static final String GOODPUT = "/goodput";

    record Row(String name, Figure a, Figure b, Change change) {}

    List<Row> rows() {
        var rows = new ArrayList<Row>();
        rows.add(faults("incomplete answers", a.incompleteAnswers(), b.incompleteAnswers()));
        rows.add(faults("integrity violations", a.violations(), b.violations()));
        addGoodput(rows);
        for (Metric metric : Metric.values()) {
            addMetric(metric, rows);
        }
        for (String rate : List.of("requests", "tokens", "cycles")) {
            rows.add(unjudged(rate + " per second", "/per_second/" + rate));
        }
        rows.add(unjudged("CPU, us per token", "/process/cpu_us_per_token"));
        return rows;
    }

    Change overall() {
        var changes = rows().stream().map(Row::change).toList();
        return changes.contains(Change.WORSE)
                ? Change.WORSE
                : changes.contains(Change.BETTER) ? Change.BETTER : Change.NOT_SHOWN;
    }

    // There should be none at all, so any increase is worse and not chance.
    private static Row faults(String name, long a, long b) {
        var before = new Figure((double) a, new Figure.Interval(a, a));
        var after = new Figure((double) b, new Figure.Interval(b, b));
        return new Row(name, before, after, Change.of(before, after));
    }

    boolean isTokenDelayTheSame() {
        return a.tokenDelayMs() > 0 && a.tokenDelayMs() == b.tokenDelayMs();
    }

    // There is none unless something said what makes an answer good.
    private void addGoodput(List<Row> rows) {
        if (a.json().at(GOODPUT).isObject() || b.json().at(GOODPUT).isObject()) {
            var before = a.share(GOODPUT);
            var after = b.share(GOODPUT);
            rows.add(
                    new Row("goodput, share", before, after, Change.of(before.distanceFrom(1), after.distanceFrom(1))));
            rows.add(unjudged("good answers per second", GOODPUT + "/per_second"));
        }
    }

    private void addMetric(Metric metric, List<Row> rows) {
        var pointer = metric.jsonPointer();
        var name = metric.unit() == Unit.RATIO
                ? metric.title()
                : metric.title() + ", " + metric.unit().symbol();
        var best = metric.has(Metric.Trait.NEAR_TOKEN_DELAY) && isTokenDelayTheSame() ? a.tokenDelayMs() : 0;
        var ofA = a.json().at(pointer).isObject();
        var ofB = b.json().at(pointer).isObject();
        if (ofA != ofB) {
            rows.add(new Row(
                    name + " p50", a.percentile(pointer, "p50"), b.percentile(pointer, "p50"), Change.ONLY_ONE));
        } else if (ofA) {
            for (String percentile : PERCENTILES) {
                var before = a.percentile(pointer, percentile);
                var after = b.percentile(pointer, percentile);
                var change = Change.of(before.distanceFrom(best), after.distanceFrom(best));
                rows.add(new Row(name + " " + percentile, before, after, change));
            }
            rows.add(unjudged(name + " max", pointer + "/max"));
        }
    }

    private Row unjudged(String name, String pointer) {
        return new Row(name, a.plain(pointer), b.plain(pointer), Change.NOT_JUDGED);
    }

    /** Why the comparison may be unfair. */
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        warnOfOutcome("A", a.verdict(), warnings);
        warnOfOutcome("B", b.verdict(), warnings);
        var ofA = a.circumstances();
        var ofB = b.circumstances();
        var names = new TreeSet<String>(ofA.keySet());
        names.addAll(ofB.keySet());
        // What different transports cost is a reason to compare.
        names.remove("settings.transport");
        for (String name : names) {
            warnOfDifference(name, ofA.getOrDefault(name, "none"), ofB.getOrDefault(name, "none"), warnings);
        }
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
                    name + " is INVALID: its load test was not on time, so its figures do not describe the servers");
        } else if (verdict.equals("INTERRUPTED")) {
            warnings.add(name + " is INTERRUPTED: its figures describe only a part of the run");
        }
    }

    private static void warnOfDifference(String name, String a, String b, List<String> warnings) {
        if (!a.equals(b)) {
            warnings.add(name + " differs: " + a + " in A, " + b + " in B");
        }
    }
}
