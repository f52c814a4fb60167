package dev.llmemulator.load.report;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The values of a histogram in bins that grow with the value, for a chart: forty bins per decade from 0.1 on, bounded by the preferred
 * numbers R40 of ISO 3, and one bin below.
 *
 * <p>HdrHistogram's {@code logarithmicBucketValues} has equal ratios between its bounds, so none of them is 2 or 5, which the axis of
 * the chart needs.
 *
 * @param bounds rising, one more than there are bins; a value on a bound belongs to the bin above it
 */
record LogBins(List<Double> bounds, List<Long> counts) {
    private static final int[] R40 = {
        100, 106, 112, 118, 125, 132, 140, 150, 160, 170, 180, 190, 200, 212, 224, 236, 250, 265, 280, 300, 315, 335,
        355, 375, 400, 425, 450, 475, 500, 530, 560, 600, 630, 670, 710, 750, 800, 850, 900, 950
    };
    private static final int LEAST_DECADE = -1;
    private static final int DECADES = 10;
    private static final double[] ALL_BOUNDS = allBounds();

    /** The bins of a histogram, of which so many recorded ones make one of the wanted unit; none if it is empty. */
    static LogBins of(Histogram histogram, double unit) {
        long[] counts = new long[ALL_BOUNDS.length];
        var least = counts.length;
        var greatest = -1;
        for (HistogramIterationValue each : histogram.recordedValues()) {
            var bin = bin(each.getValueIteratedTo() / unit);
            counts[bin] += each.getCountAddedInThisIterationStep();
            least = Math.min(least, bin);
            greatest = Math.max(greatest, bin);
        }
        var bounds = new ArrayList<Double>();
        var used = new ArrayList<Long>();
        for (var bin = least; bin <= greatest; bin++) {
            bounds.add(ALL_BOUNDS[bin]);
            used.add(counts[bin]);
        }
        if (greatest >= 0) {
            bounds.add(ALL_BOUNDS[greatest + 1]);
        }
        return new LogBins(List.copyOf(bounds), List.copyOf(used));
    }

    private static int bin(double value) {
        var found = Arrays.binarySearch(ALL_BOUNDS, value);
        return found >= 0 ? found : -found - 2;
    }

    private static double[] allBounds() {
        double[] bounds = new double[1 + DECADES * R40.length];
        for (var i = 1; i < bounds.length; i++) {
            var decade = LEAST_DECADE + (i - 1) / R40.length;
            bounds[i] = BigDecimal.valueOf(R40[(i - 1) % R40.length], 2)
                    .scaleByPowerOfTen(decade)
                    .doubleValue();
        }
        return bounds;
    }
}
