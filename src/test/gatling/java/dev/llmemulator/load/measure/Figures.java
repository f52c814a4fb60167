package dev.llmemulator.load.measure;

import dev.llmemulator.load.client.AnomalyKind;
import java.util.Map;
import java.util.Objects;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a run at one moment.
 *
 * @param seconds from the start of the first answer to the end of the last
 * @param passed answers that came whole
 * @param failed answers that did not
 * @param underWay answers that are not at their end yet
 * @param tokens received, of all answers, doubled ones once
 * @param requests for answers that were sent
 * @param connected WebSocket connections that were opened
 * @param connectFailures WebSocket connections that were not
 * @param errors failed answers by the kind of their first fault
 * @param anomalies streams by kind of fault; a stream can have several
 * @param spans in microseconds
 * @param ratios of answer time to ideal, in units of 1 / {@link Measurements#RATIO_ONE}
 * @param breakdown of the delay of tokens
 * @param slowest the whole answer that exceeded its ideal most; null if there was none
 * @param overTime some of the spans and counts, by intervals
 */
public record Figures(
        double seconds,
        long passed,
        long failed,
        int underWay,
        long tokens,
        long requests,
        long connected,
        long connectFailures,
        Map<String, Long> errors,
        Map<AnomalyKind, Long> anomalies,
        Map<Metric, Histogram> spans,
        Histogram ratios,
        BreakdownFigures breakdown,
        @Nullable SlowestAnswer slowest,
        OverTime overTime) {
    /** The spans of one metric. */
    public Histogram histogram(Metric metric) {
        return Objects.requireNonNull(spans.get(metric));
    }

    /** What a count of the whole run makes for a second; 0 if the run took no time. */
    public double perSecond(long count) {
        return seconds > 0 ? count / seconds : 0;
    }

    /** The streams with a fault, once for each kind that they have. */
    public long anomalyCount() {
        return anomalies.values().stream().mapToLong(Long::longValue).sum();
    }
}
