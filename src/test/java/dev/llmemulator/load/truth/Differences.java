package dev.llmemulator.load.truth;

import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.truth.Injection.Heard;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Compares a run's report with what was injected, and that with its profile. Times may differ by the greater of 1 ms
 * and 1 %; on a slow machine by ten times what a hand-over takes there, but by no more than 2 ms. On a machine with a
 * hand-over of 0.17 ms, the load test's figures were 1.3 ms above the truth. The longest of a run is that of its first
 * user, whose question has to wait for a new client to be set up: it may differ by what that takes, but by no more than
 * 5 ms.
 */
final class Differences {
    private static final double TOLERANCE_MS = Math.min(2, Math.max(1, 10 * HandOver.ms()));
    private static final double MOST_TOLERANCE_MS = Math.min(5, Math.max(TOLERANCE_MS, HandOver.ofNewClientMs()));
    private static final double TOLERANCE_SHARE = 0.01;

    private final Map<String, String> found = new LinkedHashMap<>();

    private Differences() {}

    /** The times and rates that differ, by name, each with the reported and the true value. */
    static Map<String, String> of(ProfiledRun run) {
        var differences = new Differences();
        var planned = new Truth(run.profile(), run.injections(), Heard::plannedNs);
        var actual = new Truth(run.profile(), run.injections(), Heard::actualNs);
        var reported = run.reported();
        for (Metric metric : Truth.metrics()) {
            if (metric == Metric.ANSWER_OVER_IDEAL) {
                continue;
            }
            var truth = actual.figures(metric);
            differences.times("injected " + metric, typical(planned.figures(metric)), typical(truth));
            differences.times("reported " + metric, truth, reported.figures(metric));
        }
        differences.ratios(actual.figures(Metric.ANSWER), reported);
        differences.rate("tokens", actual, actual.tokens(), run);
        differences.rate("requests", actual, run.injections().size(), run);
        differences.rate("cycles", actual, run.injections().size(), run);
        return differences.found;
    }

    // A message that the machine held up is late in truth, and the profile is still the one that it is called.
    private static Map<String, Double> typical(Map<String, Double> figures) {
        var typical = new HashMap<String, Double>(figures);
        typical.keySet().retainAll(Set.of("p50", "p95", "mean"));
        return typical;
    }

    private void times(String what, Map<String, Double> truth, Map<String, Double> told) {
        var names = new HashSet<String>(truth.keySet());
        names.addAll(told.keySet());
        for (String name : names) {
            var right = truth.getOrDefault(name, Double.NaN);
            compare(
                    what + ' ' + name,
                    right,
                    told.getOrDefault(name, Double.NaN),
                    name.equals("max") ? MOST_TOLERANCE_MS : TOLERANCE_MS);
        }
    }

    private void ratios(Map<String, Double> answersMs, Reported reported) {
        var right = new HashMap<String, Double>(answersMs);
        right.remove("mean");
        if (reported.idealMs() == 0) {
            right.clear();
        }
        var told = reported.answerOverIdeal();
        told.replaceAll((name, ratio) -> ratio * reported.idealMs());
        times("reported answer over ideal", right, told);
    }

    private void rate(String what, Truth truth, long count, ProfiledRun run) {
        compare(
                "reported " + what + " per second",
                truth.perSecond(count, run.beganNs()),
                run.reported().perSecond(what),
                0);
    }

    // A figure that only one side has is not a number on the other, and fits nothing.
    private void compare(String what, double right, double told, double least) {
        var fits = Math.abs(told - right) <= Math.max(least, TOLERANCE_SHARE * Math.abs(right));
        if (!fits) {
            found.put(what, String.format(Locale.ROOT, "%.3f, not %.3f", told, right));
        }
    }
}
