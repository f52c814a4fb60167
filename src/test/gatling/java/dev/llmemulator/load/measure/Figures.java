package dev.llmemulator.load.measure;

import dev.llmemulator.load.client.AnomalyKind;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a run at one moment.
 *
 * @param seconds from the start of the first answer to the end of the last
 * @param passed answers that arrived complete
 * @param good complete answers that met all objectives of an answer; 0 where there are none
 * @param notJudged complete answers of which is not known whether they were good
 * @param underWay answers that have not ended yet
 * @param tokens received, over all answers; a token that came twice counts once
 * @param others publications of other types, which were ignored
 * @param otherAnswers publications of other answers on the same channel, which were ignored
 * @param waitedUs how long users waited before they could ask, for a connection above all; all of them together
 * @param errors failed answers by the kind of their first fault
 * @param anomalies streams by kind of fault; a stream can have several
 * @param recorded the values of each metric, in the resolution of its unit
 * @param slowest null if no answer was complete
 * @param endings how answers ended for their users
 */
public record Figures(
        double seconds,
        long passed,
        long failed,
        long good,
        long notJudged,
        int underWay,
        long tokens,
        long others,
        long otherAnswers,
        long requests,
        long waitedUs,
        long connected,
        long connectFailures,
        long idleConnectionsLost,
        Map<String, Long> errors,
        Map<AnomalyKind, Long> anomalies,
        Map<Metric, Histogram> recorded,
        Breakdown breakdown,
        @Nullable SlowestAnswer slowest,
        OverTime overTime,
        Endings.Counts endings) {
    /** What happened from one look at a run to another; broken promises count whenever they were found. */
    public static Figures between(Figures from, Figures to) {
        var recorded = new EnumMap<Metric, Histogram>(Metric.class);
        to.recorded.forEach((metric, histogram) -> {
            var values = histogram.copy();
            values.subtract(from.histogram(metric));
            recorded.put(metric, values);
        });
        return new Figures(
                to.seconds - from.seconds,
                to.passed - from.passed,
                to.failed - from.failed,
                to.good - from.good,
                to.notJudged - from.notJudged,
                to.underWay,
                to.tokens - from.tokens,
                to.others - from.others,
                to.otherAnswers - from.otherAnswers,
                to.requests - from.requests,
                to.waitedUs - from.waitedUs,
                to.connected - from.connected,
                to.connectFailures - from.connectFailures,
                to.idleConnectionsLost - from.idleConnectionsLost,
                since(from.errors, to.errors),
                to.anomalies,
                recorded,
                to.breakdown,
                to.slowest,
                to.overTime,
                to.endings);
    }

    private static Map<String, Long> since(Map<String, Long> from, Map<String, Long> to) {
        var counts = new TreeMap<String, Long>();
        to.forEach((kind, count) -> counts.merge(kind, count - from.getOrDefault(kind, 0L), Long::sum));
        counts.values().removeIf(count -> count == 0);
        return counts;
    }

    public Histogram histogram(Metric metric) {
        return Objects.requireNonNull(recorded.get(metric));
    }

    /** The answers that have ended, complete or failed. */
    public long ended() {
        return passed + failed;
    }

    /** The share of good answers among those that ended; one that is not known may have been good or not. */
    public Share goodput() {
        var atLeast = Share.of(good, ended());
        return new Share(
                atLeast.value(),
                atLeast.low(),
                Share.of(good + notJudged, ended()).high());
    }

    /** Failed answers whose questions the server refused for want of room (429, 503). */
    public long refused() {
        return overTime.intervals().stream()
                .mapToLong(each -> each.counted(Interval.Count.REFUSED))
                .sum();
    }

    public double perSecond(long count) {
        return seconds > 0 ? count / seconds : 0;
    }

    /** The number of faulty streams. A stream counts once for each kind of fault that it has. */
    public long anomalyCount() {
        return anomalies.values().stream().mapToLong(Long::longValue).sum();
    }
}
