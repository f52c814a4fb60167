package dev.llmemulator.load.capacity;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Says which load to try next, from what the trials so far have shown. A pure function, without clock and randomness.
 *
 * <pre>
 *   1 coarse    double the load until one does not hold; halve it if the first one does not
 *   2 bisect    between the highest that holds and the lowest that does not, at their geometric mean,
 *               until they are within 5 % of each other, or two whole numbers
 *   3 verify    repeat the lowest that did not hold, unless another trial within 6 % above it did not either; two of
 *               three decide. If it holds after all, go up again from there
 *   4 rehearse  try the highest that holds, less 2 %, for longer; if that does not hold, bisect below it
 *   5 confirm   run that load once more, longer still: the run that is reported
 * </pre>
 *
 * <p>RFC 2544 (section 26.1) finds a throughput by trials of a load, and leaves open how to go from one to the next. Here it is done as
 * in MLRsearch (draft-ietf-bmwg-mlrsearch-15): short trials first and long ones for the result; bounds that are the lowest load that
 * failed and the highest one below it that did not; and, where trials of a load disagree, what most of them say. Only the bounds of
 * the result are repeated: a load that failed by chance before is found out when its neighbours below all hold.
 *
 * <p>The time of the confirmation is set aside from the beginning. When what is left is not enough for another trial, the search ends
 * early, with a wider interval.
 *
 * @param first load to try
 * @param least load that makes sense; where it does not hold, nothing does
 * @param most load that the load test can put on
 * @param whole whether loads are whole numbers
 * @param budgetSeconds for everything, the confirmation included
 */
record Search(double first, double least, double most, boolean whole, double budgetSeconds) {
    /** Two bounds as close as this are the result. */
    static final double PRECISION = 1.05;

    /** Loads as close as this do not differ for a trial. */
    static final double NEAR = 1.06;

    private static final double COARSE_STEP = 2;
    private static final double STEP_AFTER_CHANCE = 1.4;
    private static final double JUST_BELOW = 0.98;

    // Shares of the budget. With 5 minutes: 3 to 6 s, 9 to 21 s, 21 to 60 s, and 36 to 60 s.
    private static final double COARSE_LEAST = 0.01;
    private static final double COARSE_MOST = 0.02;
    private static final double FINE_LEAST = 0.03;
    private static final double FINE_MOST = 0.07;
    private static final double CONFIRM_LEAST = 0.12;
    private static final double CONFIRM_MOST = 0.2;

    /** The highest load that holds, and the lowest that does not; null where there is none. */
    record Bounds(@Nullable Double held, @Nullable Double failed) {}

    /** What to do after these trials, with so much of the budget left. */
    Next next(List<Tried> trials, double secondsLeft) {
        var violated = trials.stream()
                .filter(each -> each.outcome() == Outcome.VIOLATED)
                .findFirst();
        if (violated.isPresent()) {
            return confirm(violated.get().load(), trials, secondsLeft, false);
        }
        var bounds = bounds(trials);
        var coarse = bounds.failed == null || bounds.held == null;
        var wanted = wanted(trials, bounds);
        var load = wanted == null ? toConfirm(bounds) : wanted;
        var rehearses = wanted == null && bounds.held != null;
        if (wanted == null && (bounds.held == null || isRehearsed(load, trials))) {
            return confirm(load, trials, secondsLeft, false);
        }
        // The confirmation has a ramp and an end as well as the trial.
        var left = secondsLeft - 2 * overhead(trials);
        var spare = left - setAsideSeconds();
        var leastSeconds = budgetSeconds * (rehearses ? FINE_MOST : coarse ? COARSE_LEAST : FINE_LEAST);
        // What a rehearsal as long as the confirmation does not see, that one does not either; both need time for it.
        var mostSeconds = rehearses
                ? Math.max(leastSeconds, Math.min(budgetSeconds * CONFIRM_MOST, left - budgetSeconds * CONFIRM_MOST))
                : budgetSeconds * (coarse ? COARSE_MOST : FINE_MOST);
        return spare < leastSeconds && !trials.isEmpty()
                ? confirm(toConfirm(bounds), trials, secondsLeft, true)
                : new Next.Try(
                        load, Math.min(leastSeconds, Math.max(spare, 0)), Math.min(mostSeconds, Math.max(spare, 0)));
    }

    /** What no trial may take, because the confirmation needs it. */
    double setAsideSeconds() {
        return budgetSeconds * CONFIRM_LEAST;
    }

    /** The load to try; null if both bounds are known. */
    private @Nullable Double wanted(List<Tried> trials, Bounds bounds) {
        if (trials.isEmpty()) {
            return Math.min(first, most);
        }
        if (bounds.failed == null) {
            var held = bounds.held == null ? first : bounds.held;
            var step = trials.stream().allMatch(Tried::held) ? COARSE_STEP : STEP_AFTER_CHANCE;
            return held >= most ? null : Double.valueOf(Math.min(most, between(held, Double.MAX_VALUE, held * step)));
        }
        if (bounds.held == null) {
            return bounds.failed > least
                    ? Double.valueOf(Math.max(least, between(0, bounds.failed, bounds.failed / COARSE_STEP)))
                    : unlessCertain(trials, bounds.failed);
        }
        var middle = between(bounds.held, bounds.failed, Math.sqrt(bounds.held * bounds.failed));
        return bounds.failed / bounds.held > PRECISION && middle > bounds.held && middle < bounds.failed
                ? Double.valueOf(middle)
                : unlessCertain(trials, bounds.failed);
    }

    private static @Nullable Double unlessCertain(List<Tried> trials, double failed) {
        // Those above a load that held agree with this one less than with that.
        var heldAbove = trials.stream()
                .filter(each -> each.held() && each.load() > failed)
                .mapToDouble(Tried::load)
                .min()
                .orElse(Double.MAX_VALUE);
        var failures = trials.stream()
                .filter(each -> !each.held()
                        && each.load() >= failed
                        && each.load() <= failed * NEAR
                        && each.load() < heldAbove)
                .count();
        return failures > 1 ? null : Double.valueOf(failed);
    }

    /** Whether at least two trials of a load, or of one just above it, held. */
    static boolean holds(double load, List<Tried> trials) {
        return trials.stream()
                        .filter(each -> each.held() && each.load() >= load && each.load() <= load * NEAR)
                        .count()
                > 1;
    }

    private boolean isRehearsed(double load, List<Tried> trials) {
        return trials.stream()
                .anyMatch(each -> each.load() == load
                        && each.held()
                        && each.measuredSeconds() >= budgetSeconds * FINE_MOST * 0.9);
    }

    /** The nearest whole number if loads are, and one between these two if there is any. */
    private double between(double above, double below, double load) {
        if (!whole) {
            return load;
        }
        var nearest = Math.rint(load);
        return nearest <= above ? Math.floor(above) + 1 : nearest >= below ? Math.ceil(below) - 1 : nearest;
    }

    private double toConfirm(Bounds bounds) {
        if (bounds.held == null) {
            return bounds.failed == null ? first : bounds.failed;
        }
        return Math.max(least, whole ? Math.rint(bounds.held * JUST_BELOW) : bounds.held * JUST_BELOW);
    }

    private Next confirm(double load, List<Tried> trials, double secondsLeft, boolean early) {
        var seconds = Math.min(secondsLeft - overhead(trials), budgetSeconds * CONFIRM_MOST);
        return new Next.Confirm(load, Math.max(seconds, 0), early);
    }

    // What a trial takes besides measuring. The first may have been cold; and after a load that was too high, there is
    // much to wait for.
    private static double overhead(List<Tried> trials) {
        return trials.stream()
                .skip(Math.max(1, trials.size() - 3))
                .mapToDouble(Tried::overheadSeconds)
                .min()
                .orElse(0);
    }

    /** What these trials say: most trials of a load decide, and no load above one that failed holds. */
    static Bounds bounds(List<Tried> trials) {
        var votes = new TreeMap<Double, Integer>();
        trials.forEach(each -> votes.merge(each.load(), each.held() ? 1 : -1, Integer::sum));
        // As many for as against leave it to another trial; until then the load does not hold.
        var failed = votes.entrySet().stream()
                .filter(each -> each.getValue() <= 0)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
        var held = failed == null ? votes.lastEntry() : votes.lowerEntry(failed);
        return new Bounds(held == null ? null : held.getKey(), failed);
    }
}
