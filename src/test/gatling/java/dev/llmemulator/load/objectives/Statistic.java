package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.measure.Share;
import dev.llmemulator.load.measure.Unit;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/** What is judged of all values of a metric: a percentile, their mean or their maximum. */
record Statistic(String name, int perMille) {
    static final Statistic MEAN = new Statistic("mean", 0);
    static final Statistic MAX = new Statistic("max", 1000);
    static final String VALID = "p50 to p99.9 (such as p95 or p99.5), mean and max";

    private static final Pattern PERCENTILE = Pattern.compile("p([5-9]\\d)(?:\\.(\\d))?");

    private static final int HIGH = 900;

    // Whatever the distribution, means of so many values are normally distributed, nearly enough.
    private static final long LEAST_OF_A_MEAN = 100;
    private static final double Z = 1.96;

    static Statistic of(Part part) {
        var name = part.statistic();
        var percentile = PERCENTILE.matcher(name);
        if (percentile.matches()) {
            var tenth = percentile.group(2);
            return new Statistic(
                    name, Integer.parseInt(percentile.group(1)) * 10 + (tenth == null ? 0 : Integer.parseInt(tenth)));
        }
        return switch (name) {
            case "mean" -> MEAN;
            case "max" -> MAX;
            default ->
                throw part.refuse((name.isEmpty()
                                ? "it does not say what of %1$s it judges, such as %1$s.p99. Valid are %2$s."
                                : "\"%3$s\" is nothing that %1$s has. Valid are %2$s.")
                        .formatted(part.name(), VALID, name));
        };
    }

    boolean isMean() {
        return equals(MEAN);
    }

    private boolean isMax() {
        return equals(MAX);
    }

    /** Whether most values lie below it. */
    boolean isOfMost() {
        return perMille >= HIGH;
    }

    /** What the values of a metric tell, of which there is one at least and so many are independent of each other. */
    Estimate of(Histogram values, Unit unit, long independent) {
        if (isMax()) {
            return Estimate.exact(unit.of(values.getMaxValue()), independent);
        }
        if (isMean()) {
            var mean = unit.of(values.getMean());
            var reach = Z * unit.of(values.getStdDeviation()) / Math.sqrt((double) independent);
            return independent < LEAST_OF_A_MEAN
                    ? new Estimate(mean, 0, Double.POSITIVE_INFINITY, independent)
                    : new Estimate(mean, mean - reach, mean + reach, independent);
        }
        var percentile = Percentile.toJudge(values, perMille, unit, independent);
        var isReported = Percentile.isSupported(values.getTotalCount(), perMille);
        return new Estimate(
                isReported ? percentile.value() : Double.NaN, percentile.low(), percentile.high(), independent);
    }

    /** The value, however few it is told from. */
    double guess(Histogram values, Unit unit) {
        return unit.of(equals(MEAN) ? values.getMean() : values.getValueAtPercentile(perMille / 10.0));
    }

    /** The least independent answers with which it has an interval, and is reported if each has one value. */
    long answersNeeded(boolean perToken) {
        if (isMax() || isMean()) {
            return isMax() ? 1 : LEAST_OF_A_MEAN;
        }
        var forInterval = Share.answersToShow(perMille / 1000.0);
        return perToken ? forInterval : Math.max(forInterval, Percentile.needed(perMille));
    }
}
