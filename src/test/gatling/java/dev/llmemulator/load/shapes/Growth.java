package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.Trend;
import java.util.Arrays;
import java.util.Locale;

/**
 * Whether something grows, by its values at equal distances. The first quarter is left out: caches, pools and compilers
 * fill up then. What has grown only before the middle of the rest has filled up later, and does not grow.
 *
 * @param level the median of the first values that count
 * @param perHour the slope
 * @param grown how much more it is in the end
 * @param tolerated how much more it may be
 * @param z of the test of Mann and Kendall
 * @param goesOn whether the second half of the values grows as well
 * @param values how many count
 */
record Growth(
        String what,
        double level,
        double perHour,
        double grown,
        double tolerated,
        double z,
        boolean goesOn,
        int values) {
    /** Fewer values are no evidence. */
    static final int LEAST_VALUES = 8;

    // Looked at after each value, an ordinary level of significance would be passed by chance. This one is by less than
    // one in a million looks.
    private static final double CERTAIN_Z = 5;

    /**
     * The growth of values.
     *
     * @param share of the level that is tolerated
     * @param floor what is tolerated in any case, which noise or a cache may take
     * @param seconds between two values
     */
    static Growth of(String what, double[] values, double share, double floor, double seconds) {
        var counted = Arrays.copyOfRange(values, values.length / 4, values.length);
        if (counted.length < LEAST_VALUES) {
            return new Growth(what, Double.NaN, 0, 0, 0, 0, false, counted.length);
        }
        var trend = Trend.of(counted);
        var later = Trend.of(Arrays.copyOfRange(counted, counted.length / 2, counted.length));
        var level = median(Arrays.copyOf(counted, Math.max(1, counted.length / 4)));
        var perHour = trend.growth() / (counted.length - 1) / seconds * 3600;
        return new Growth(
                what,
                level,
                perHour,
                trend.growth(),
                Math.max(floor, level * share),
                trend.z(),
                later.growth() > trend.growth() / 4,
                counted.length);
    }

    /** Grows by more than is tolerated, which is by chance in less than 1 of 100 cases. */
    boolean isTooMuch() {
        return goesOn && new Trend(z, grown).exceeds(tolerated);
    }

    /** Grows so surely that nothing is gained by going on. */
    boolean isCertain() {
        return isTooMuch() && z > CERTAIN_Z && grown > 1.5 * tolerated;
    }

    private static double median(double... values) {
        Arrays.sort(values);
        return (values[(values.length - 1) / 2] + values[values.length / 2]) / 2;
    }

    @Override
    public String toString() {
        return values < LEAST_VALUES
                ? "too few values to tell"
                : String.format(
                        Locale.ROOT,
                        "%.1f, grows by %+.1f an hour, %s (z %.1f); in all %+.1f, tolerated %.1f%s",
                        level,
                        perHour,
                        new Trend(z, grown).isCertain() ? "significant" : "not significant",
                        z,
                        grown,
                        tolerated,
                        isTooMuch() ? ": TOO MUCH" : "");
    }
}
