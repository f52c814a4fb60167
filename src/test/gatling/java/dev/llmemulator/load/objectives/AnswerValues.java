package dev.llmemulator.load.objectives;

import dev.llmemulator.load.measure.Metric;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The values that one answer has of each metric: how many, their sum and the greatest. */
public final class AnswerValues {
    private final Map<Metric, Values> byMetric = new EnumMap<>(Metric.class);

    private static final class Values {
        private long count;
        private long sum;
        private long greatest = Long.MIN_VALUE;
    }

    /** Adds a value in the resolution of the metric's unit. */
    public void add(Metric metric, long value) {
        var values = byMetric.computeIfAbsent(metric, any -> new Values());
        values.count++;
        values.sum += value;
        values.greatest = Math.max(values.greatest, value);
    }

    /** The mean or greatest value in the metric's unit, or the only one; null if there is none. */
    @Nullable
    Double value(Metric metric, @Nullable Statistic statistic) {
        var values = byMetric.get(metric);
        if (values == null) {
            return null;
        }
        var isMean = statistic != null && statistic.isMean();
        return metric.unit().of(isMean ? (double) values.sum / values.count : (double) values.greatest);
    }
}
