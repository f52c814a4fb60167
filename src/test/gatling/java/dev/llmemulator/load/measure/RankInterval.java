package dev.llmemulator.load.measure;

/**
 * A 95 % confidence interval for a quantile, as the ranks of two values of the sample. It holds for every distribution.
 *
 * <p>Of n independent values, the number B of those not above the true p-quantile is binomial with n and p. The value of rank l
 * is above the quantile only if B &lt; l, that of rank u below it only if B &ge; u. So with the greatest l that has P(B &lt; l) &le;
 * 2.5 % and the least u that has P(B &ge; u) &le; 2.5 %, the values of ranks l and u enclose the quantile with at least 95 %. (H. A. David and
 * H. N. Nagaraja, Order Statistics, 3rd edition, 2003, section 7.1.)
 *
 * <p>The binomial probabilities are exact. Each follows from its neighbour by P(k + 1) / P(k) = (n - k) / (k + 1) &middot; p / (1 - p).
 * They are computed from the most likely count outwards until they no longer matter, and finally divided by their sum. That takes some
 * ten times &radic;n steps and no gamma function.
 *
 * @param lower rank, counted from 1; 0 if the sample is too small to have a lower end
 * @param upper rank, counted from 1; above the sample's size if it is too small to have an upper end
 */
record RankInterval(long lower, long upper) {
    /** The probability beyond each end. */
    static final double TAIL = 0.025;

    private static final double NEGLIGIBLE = 1e-18;

    /** The ranks for the quantile p of n values; p is above 0 and below 1. */
    static RankInterval of(long n, double p) {
        var odds = p / (1 - p);
        var mode = Math.min(n, (long) Math.floor((n + 1) * p));
        var total = 1D;
        var least = mode;
        var weightOfLeast = 1D;
        while (least > 0 && weightOfLeast > NEGLIGIBLE) {
            weightOfLeast *= least / ((n - least + 1) * odds);
            total += weightOfLeast;
            least--;
        }
        var most = mode;
        var weightOfMost = 1D;
        while (most < n && weightOfMost > NEGLIGIBLE) {
            weightOfMost *= (n - most) * odds / (most + 1);
            total += weightOfMost;
            most++;
        }
        // From the ends inwards, so that small terms are added before large ones.
        var lower = least;
        var below = weightOfLeast;
        while (below <= TAIL * total) {
            weightOfLeast *= (n - lower) * odds / (lower + 1);
            below += weightOfLeast;
            lower++;
        }
        var upper = most;
        var notBelow = weightOfMost;
        while (notBelow <= TAIL * total) {
            weightOfMost *= upper / ((n - upper + 1) * odds);
            notBelow += weightOfMost;
            upper--;
        }
        return new RankInterval(lower, upper + 1);
    }
}
