package dev.llmemulator.load.measure;

import java.util.Arrays;

/**
 * Whether values that were taken at equal distances grow, without an assumption on how they scatter: the test of Mann
 * (1945) and Kendall (1975), corrected for ties, and the slope of Theil (1950) and Sen (1968).
 *
 * @param z of the test; above 2.33, growth by chance is less likely than 1 %
 * @param growth the median slope between any two values, times the number of steps: how much more it is in the end
 */
public record Trend(double z, double growth) {
    private static final double ONE_PERCENT = 2.326;

    /** Of at least two values. */
    public static Trend of(double... values) {
        var count = values.length;
        var slopes = new double[count * (count - 1) / 2];
        var pairs = 0;
        var s = 0;
        for (var i = 0; i < count; i++) {
            for (var j = i + 1; j < count; j++) {
                s += (int) Math.signum(values[j] - values[i]);
                slopes[pairs++] = (values[j] - values[i]) / (j - i);
            }
        }
        Arrays.sort(slopes);
        var median = (slopes[(pairs - 1) / 2] + slopes[pairs / 2]) / 2;
        var deviation = Math.sqrt(variance(values));
        return new Trend(deviation == 0 ? 0 : (s - Integer.signum(s)) / deviation, median * (count - 1));
    }

    /** Whether it grows for certain, at the level of 1 %. */
    public boolean isCertain() {
        return z > ONE_PERCENT;
    }

    /** Whether it grows for certain, and by more than so much. */
    public boolean exceeds(double tolerated) {
        return isCertain() && growth > tolerated;
    }

    private static double variance(double... values) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        var variance = term(sorted.length);
        for (int from = 0, to = 0; from < sorted.length; from = to) {
            while (to < sorted.length && sorted[to] == sorted[from]) {
                to++;
            }
            variance -= term(to - from);
        }
        return variance;
    }

    private static double term(double count) {
        return count * (count - 1) * (2 * count + 5) / 18;
    }
}
