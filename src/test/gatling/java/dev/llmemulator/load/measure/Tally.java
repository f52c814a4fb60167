package dev.llmemulator.load.measure;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;

/** What was measured, over the whole run and by intervals. Threads that share it need a lock, which {@link TallyBuffer} takes. */
final class Tally {
    private static final int SIGNIFICANT_DIGITS = 3;

    final Breakdown breakdown = new Breakdown();
    final Timeline timeline = new Timeline();
    private final Map<Metric, Histogram> histograms = new EnumMap<>(Metric.class);

    Tally() {
        for (Metric metric : Metric.values()) {
            histograms.put(metric, new Histogram(SIGNIFICANT_DIGITS));
        }
    }

    void record(Metric metric, long value, long atUs) {
        var bounded = Measurements.bounded(value);
        histogram(metric).recordValue(bounded);
        timeline.record(metric, bounded, atUs);
    }

    void delay(TokenTimes token) {
        record(Metric.TOKEN_DELIVERY, token.deliveryUs(), token.receivedUs());
        record(Metric.TOKEN_DELAY, token.delayUs(), token.receivedUs());
        breakdown.add(token);
    }

    Map<Metric, Histogram> recorded() {
        var copies = new EnumMap<>(histograms);
        copies.replaceAll((metric, histogram) -> histogram.copy());
        return copies;
    }

    Histogram histogram(Metric metric) {
        return Objects.requireNonNull(histograms.get(metric));
    }
}
