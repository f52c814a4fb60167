package dev.llmemulator.load.capacity;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.objectives.Judged;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A load that was put on the system, and what it showed: a row of the report.
 *
 * @param load answers at once, or a second
 * @param broke the objective that was missed, or seems to be, by most if there are several; null if none was
 * @param why in a clause; empty if the load held
 * @param seconds that it took, measured or not
 * @param measuredSeconds of these, those that were measured
 * @param failed answers that failed, refused questions included
 * @param good share of good answers, from 0 to 1; null if nothing says what makes one
 * @param percentiles of the metrics in the table that have values
 * @param loadedUs when all users were there, in microseconds since the epoch
 * @param fromUs when measuring began, in microseconds since the epoch
 * @param toUs when it ended
 */
public record Step(
        double load,
        Outcome outcome,
        boolean seemsHeld,
        @Nullable Judged broke,
        String why,
        double seconds,
        double measuredSeconds,
        long passed,
        long failed,
        long refused,
        @Nullable Double good,
        double answersPerSecond,
        double tokensPerSecond,
        Map<Metric, Percentiles> percentiles,
        long loadedUs,
        long fromUs,
        long toUs) {
    /** The metrics of which a step tells percentiles. */
    public static final List<Metric> METRICS = List.of(Metric.TTFT, Metric.INTER_TOKEN_LATENCY, Metric.TOKEN_DELAY);

    /**
     * A step as it was judged.
     *
     * @param figures all of it but what came before the load was steady
     * @param steady as far as all users were there
     */
    static Step of(
            double load,
            Judgement judgement,
            Figures figures,
            Figures steady,
            long refused,
            boolean judgesGood,
            double seconds,
            long loadedUs,
            long fromUs,
            long toUs) {
        var percentiles = new EnumMap<Metric, Percentiles>(Metric.class);
        for (var metric : METRICS) {
            var own = figures.histogram(metric);
            var arrived = figures.histogram(Metric.TTFT_FROM_ARRIVAL);
            var values = metric == Metric.TTFT && arrived.getTotalCount() > 0 ? arrived : own;
            var independent = metric.has(Metric.Trait.PER_TOKEN) ? figures.ended() : values.getTotalCount();
            var told = Percentiles.of(values, metric.unit(), independent);
            if (told != null) {
                percentiles.put(metric, told);
            }
        }
        return new Step(
                load,
                judgement.outcome(),
                judgement.seemsHeld(),
                judgement.broke(),
                judgement.why(),
                seconds,
                (toUs - fromUs) / 1e6,
                figures.passed(),
                figures.failed(),
                refused,
                judgesGood && figures.ended() > 0 ? Double.valueOf((double) figures.good() / figures.ended()) : null,
                steady.perSecond(steady.passed()),
                steady.perSecond(steady.tokens()),
                percentiles,
                loadedUs,
                fromUs,
                toUs);
    }

    Tried tried() {
        return new Tried(load, outcome, seemsHeld, seconds, measuredSeconds);
    }
}
