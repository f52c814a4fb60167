package dev.llmemulator.load.capacity;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.objectives.Judged;
import dev.llmemulator.load.objectives.Objectives;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.SelfCheck;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a trial showed, and why.
 *
 * @param seemsHeld of an undecided trial, whether every figure is on the right side of its limit, though not for certain
 * @param broke the objective that was missed, or of an undecided trial the one that seems to be, by most if there are
 *     several; null if none was
 * @param why in a clause; empty if the load held
 */
record Judgement(
        Outcome outcome, boolean seemsHeld, @Nullable Judged broke, String why) {
    static final Judgement HELD = new Judgement(Outcome.HELD, true, null, "");

    // To connect and to subscribe takes a few milliseconds.
    private static final double MUCH_WAITING_US = 100_000;
    private static final double MUCH_WAITING = 0.1;

    /** Judges the measured part of a trial. */
    static Judgement of(Objectives objectives, Figures figures, long refused, SelfCheck selfCheck) {
        if (!figures.anomalies().isEmpty()) {
            return new Judgement(Outcome.VIOLATED, false, null, violations(figures));
        }
        if (!selfCheck.fit()) {
            return new Judgement(Outcome.INJECTOR_LIMITED, false, null, selfCheck.cause());
        }
        var judged = objectives.judge(figures);
        var missed = worstFirst(judged, each -> each.state() == Judged.State.MISSED);
        var undecided = worstFirst(judged, each -> each.state() == Judged.State.UNDECIDED);
        if (!missed.isEmpty()) {
            // Most of those who got no answer were turned away, and too many got none.
            var onFailed = missed.stream().filter(Judgement::countsFailed).findFirst();
            var isRefused = onFailed.isPresent() && refused * 2 > figures.failed();
            var broke = isRefused ? onFailed.get() : missed.get(0);
            return new Judgement(isRefused ? Outcome.REFUSED : Outcome.MISSED, false, broke, why(missed));
        }
        if (undecided.isEmpty()) {
            return HELD;
        }
        var seemMissed = worstFirst(undecided, each -> !each.objective().seemsMet(figures));
        return new Judgement(
                Outcome.UNDECIDED,
                figures.passed() > 0 && seemMissed.isEmpty(),
                seemMissed.isEmpty() ? null : seemMissed.get(0),
                why(undecided));
    }

    private static List<Judged> worstFirst(List<Judged> judged, Predicate<Judged> which) {
        return judged.stream()
                .filter(which)
                .sorted(Comparator.comparingDouble(Judgement::excess).reversed())
                .toList();
    }

    /**
     * Judges whether as many answers were under way as there were users. Where a server lets users wait for a
     * connection, those who have one are served well, and no objective tells of the others. A wait that the load test's
     * own lateness may explain does not count. Users who arrive so many a second are not at once, and held.
     */
    static Judgement ofUsers(double users, Figures figures, LoadSettings settings) {
        if (settings.arrivals() != null) {
            return HELD;
        }
        var leastUs = Math.max(MUCH_WAITING_US, settings.maxLateness().toNanos() / 1e3);
        var waited = (double) figures.waitedUs();
        var answered = figures.histogram(Metric.ANSWER).getMean() * figures.passed();
        if (figures.passed() == 0
                || waited < leastUs * figures.requests()
                || waited < MUCH_WAITING * (waited + answered)) {
            return HELD;
        }
        return new Judgement(
                Outcome.MISSED,
                false,
                null,
                String.format(
                        Locale.ROOT,
                        "Users waited %.1f s for a connection before they could ask, so of %s only about %.0f at a time got an answer.",
                        waited / 1e6 / figures.requests(),
                        StepTable.load(users),
                        users * answered / (waited + answered)));
    }

    /** This one, unless the other is worse. */
    Judgement orWorse(Judgement other) {
        return other.badness() > badness() ? other : this;
    }

    private int badness() {
        return switch (outcome) {
            case HELD -> 0;
            case UNDECIDED -> seemsHeld ? 1 : 2;
            case MISSED, REFUSED -> 3;
            case INJECTOR_LIMITED, VIOLATED -> 4;
        };
    }

    private static boolean countsFailed(Judged each) {
        return each.objective().unit().equals("%") && each.objective().text().startsWith("failed");
    }

    private static double excess(Judged each) {
        var value = each.value() == null ? each.low() : each.value();
        return value == null || value <= 0
                ? 0
                : Math.abs(Math.log(value / each.objective().limit()));
    }

    private static String why(List<Judged> judged) {
        return judged.stream().map(Judged::why).collect(Collectors.joining(" "));
    }

    private static String violations(Figures figures) {
        return figures.anomalies().entrySet().stream()
                .map(each -> each.getValue() + " x " + each.getKey().label())
                .collect(Collectors.joining(", "));
    }
}
