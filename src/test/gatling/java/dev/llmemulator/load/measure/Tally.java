package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What was measured, over the whole run and by intervals. Threads that share it need a lock, which {@link TallyBuffer} takes. */
final class Tally {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Map<Metric, Histogram> histograms = new EnumMap<>(Metric.class);
    private final Breakdown breakdown = new Breakdown();
    private final Timeline timeline = new Timeline();

    Tally() {
        for (Metric metric : Metric.values()) {
            histograms.put(metric, new Histogram(SIGNIFICANT_DIGITS));
        }
    }

    /** An answer began at this time and made it so many under way. */
    void started(long nowUs, long underWay) {
        timeline.started(nowUs, underWay);
    }

    /** A value of a metric, measured at this time. */
    void record(Metric metric, long value, long atUs) {
        var bounded = Measurements.bounded(value);
        histogram(metric).recordValue(bounded);
        timeline.record(metric, bounded, atUs);
    }

    /** Counts one more at this time. */
    void count(Interval.Count count, long atUs) {
        timeline.count(count, atUs);
    }

    /** A token that the server stamped; all times by our clock. */
    void delay(TokenTimes token) {
        record(Metric.TOKEN_DELIVERY, token.deliveryUs(), token.receivedUs());
        record(Metric.TOKEN_DELAY, token.delayUs(), token.receivedUs());
        breakdown.add(token);
    }

    /** A copy of the values of each metric. */
    Map<Metric, Histogram> recorded() {
        var copies = new EnumMap<Metric, Histogram>(Metric.class);
        histograms.forEach((metric, histogram) -> copies.put(metric, histogram.copy()));
        return copies;
    }

    Breakdown breakdown() {
        return breakdown.copy();
    }

    OverTime overTime() {
        return timeline.overTime();
    }

    Histogram histogram(Metric metric) {
        var histogram = histograms.get(metric);
        if (histogram == null) {
            throw new IllegalStateException("No histogram for " + metric);
        }
        return histogram;
    }
}
