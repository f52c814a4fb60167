package dev.llmemulator.load.measure;

import java.util.Arrays;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * The values of a histogram by their rank, from 1 for the lowest, and their mean. It is made by one pass over the
 * histogram, which by itself takes one for each of these figures.
 */
final class Ranking {
    private final Histogram histogram;
    private long[] values = new long[64];
    // Of the bucket's values and all lower ones.
    private long[] counts = new long[64];
    private int buckets;
    private double sum;

    Ranking(Histogram histogram) {
        this.histogram = histogram;
        for (HistogramIterationValue each : histogram.recordedValues()) {
            if (buckets == values.length) {
                values = Arrays.copyOf(values, 2 * buckets);
                counts = Arrays.copyOf(counts, 2 * buckets);
            }
            values[buckets] = each.getValueIteratedTo();
            counts[buckets] = each.getTotalCountToThisValue();
            sum += (double) histogram.medianEquivalentValue(values[buckets]) * each.getCountAtValueIteratedTo();
            buckets++;
        }
    }

    /** How many values there are. */
    long count() {
        return histogram.getTotalCount();
    }

    /** NaN if there are none. */
    double mean() {
        return sum / count();
    }

    /** The least that the value of this rank may have been, by the histogram's resolution. */
    long lowest(long rank) {
        return histogram.lowestEquivalentValue(value(rank));
    }

    /** The most that it may have been. */
    long highest(long rank) {
        return histogram.highestEquivalentValue(value(rank));
    }

    private long value(long rank) {
        var found = Arrays.binarySearch(counts, 0, buckets, rank);
        var bucket = found >= 0 ? found : -found - 1;
        return bucket == buckets ? histogram.getMaxValue() : values[bucket];
    }
}
