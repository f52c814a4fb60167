package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What was measured of tokens and answers, over all of a run and by intervals of it. Not to be shared by threads without a lock, which
 * {@link TallyBuffer} takes.
 */
final class Tally {
    private static final int SIGNIFICANT_DIGITS = 3;

    private final Map<Metric, Histogram> spans = new EnumMap<>(Metric.class);
    private final Breakdown breakdown = new Breakdown();
    private final Timeline timeline = new Timeline();

    Tally() {
        for (Metric metric : Metric.values()) {
            spans.put(metric, new Histogram(SIGNIFICANT_DIGITS));
        }
    }

    /** The run has begun by then. */
    void begin(long nowUs) {
        timeline.begin(nowUs);
    }

    /** A span that ended at this time. */
    void span(Metric metric, long us, long atUs) {
        var bounded = Measurements.bounded(us);
        histogram(metric).recordValue(bounded);
        timeline.span(metric, bounded, atUs);
    }

    /** One more at this time. */
    void count(Interval.Count count, long atUs) {
        timeline.count(count, atUs);
    }

    /** A token that the server stamped; all times by our clock. */
    void delay(TokenTimes token) {
        span(Metric.TOKEN_DELIVERY, token.deliveryUs(), token.receivedUs());
        span(Metric.TOKEN_DELAY, token.delayUs(), token.receivedUs());
        breakdown.add(token);
    }

    /** A copy of the spans by metric. */
    Map<Metric, Histogram> spans() {
        var copies = new EnumMap<Metric, Histogram>(Metric.class);
        spans.forEach((metric, histogram) -> copies.put(metric, histogram.copy()));
        return copies;
    }

    BreakdownFigures breakdown() {
        return breakdown.figures();
    }

    OverTime overTime() {
        return timeline.overTime();
    }

    private Histogram histogram(Metric metric) {
        var histogram = spans.get(metric);
        if (histogram == null) {
            throw new IllegalStateException("No histogram for " + metric);
        }
        return histogram;
    }
}
