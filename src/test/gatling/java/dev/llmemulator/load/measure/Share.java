package dev.llmemulator.load.measure;

import java.util.function.DoublePredicate;

/**
 * A share of all answers with its 95 % confidence interval, from 0 to 1, by C. J. Clopper and E. S. Pearson (Biometrika 26, 1934).
 *
 * <p>The interval holds every share p that the count does not contradict: with p, a count so low or lower, and one so high or higher,
 * would each have a probability above 2.5 %. {@link RankInterval} says for which counts that is so; from there, bisection finds the
 * ends. The interval is exact, so it covers the true share with at least 95 %, even where the count is 0 or everything.
 */
public record Share(double value, double low, double high) {
    // Halves the distance to an end to below 1e-12.
    private static final int STEPS = 40;

    /** So many of all; with none at all, the share can be anything. */
    public static Share of(long count, long all) {
        if (all == 0) {
            return new Share(Double.NaN, 0, 1);
        }
        return new Share(
                (double) count / all,
                count == 0
                        ? 0
                        : greatest(share -> count >= RankInterval.of(all, share).upper()),
                count == all
                        ? 1
                        : greatest(share -> count >= RankInterval.of(all, share).lower()));
    }

    /** How many answers, all of one kind, it takes to show that more than this share are of that kind. */
    public static long answersToShow(double share) {
        return (long) Math.ceil(Math.log(RankInterval.TAIL) / Math.log(share));
    }

    /** The greatest share that a condition holds for, which holds for all smaller ones. */
    private static double greatest(DoublePredicate condition) {
        var holds = 0.0;
        var fails = 1.0;
        for (var i = 0; i < STEPS; i++) {
            var middle = (holds + fails) / 2;
            if (condition.test(middle)) {
                holds = middle;
            } else {
                fails = middle;
            }
        }
        return (holds + fails) / 2;
    }
}
