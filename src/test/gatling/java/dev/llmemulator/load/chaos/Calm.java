package dev.llmemulator.load.chaos;

import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.Interval.Count;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.OverTime;
import dev.llmemulator.load.objectives.Objectives;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * When a run is calm again after a fault: the same for users as before the first fault, for five seconds on end.
 *
 * <p>An interval is calm if no answer failed in it, if its users got half as many tokens as before at least, and if no
 * metric's percentile is above its limit. The percentile is the highest of p95 and p50 that the interval has values for,
 * else the maximum. The limit is twice the worst that it was in an interval before the first fault, and 20 ms more.
 * Where the run has objectives, they take the place of these limits; one on failed answers lets some fail.
 */
final class Calm {
    /** How long a run has to be calm before it counts as recovered. */
    static final int SECONDS = 5;

    private static final double FACTOR = 2;
    private static final double MORE_MS = 20;
    private static final double LEAST_FLOW = 0.5;

    private final long length;
    private final List<Interval> intervals;
    private final Map<Metric, Double> limits = new EnumMap<>(Metric.class);
    private final double leastFlow;
    private final Objectives objectives;

    /** Judges a run whose first fault came so many seconds after its first answer began. */
    Calm(OverTime overTime, double firstFault, Objectives objectives) {
        this.objectives = objectives;
        length = overTime.lengthSeconds();
        // The last interval was cut short by the end of the run.
        intervals =
                overTime.intervals().subList(0, Math.max(0, overTime.intervals().size() - 1));
        var before = intervals.subList(0, Math.min(intervals.size(), (int) (firstFault / length)));
        for (var metric : Metric.overTime()) {
            before.stream()
                    .map(each -> highest(each, metric))
                    .filter(OptionalDouble::isPresent)
                    .mapToDouble(OptionalDouble::getAsDouble)
                    .max()
                    .ifPresent(worst -> limits.put(metric, worst * FACTOR + MORE_MS));
        }
        leastFlow = LEAST_FLOW
                * before.stream()
                        .filter(each -> each.mostUnderWay() > 0)
                        .mapToDouble(Calm::flow)
                        .average()
                        .orElse(0);
    }

    /** Whether there is anything that tells what calm is: a second before the first fault, or objectives. */
    boolean isKnown() {
        return !limits.isEmpty() || !objectives.isEmpty();
    }

    /**
     * Seconds from a fault until the run was calm for long enough; null if it never was, or nobody knows what calm is, and
     * 0 if it always was.
     */
    @Nullable
    Double secondsAfter(double fault) {
        if (!isKnown()) {
            return null;
        }
        var needed = (int) ((SECONDS + length - 1) / length);
        var calm = 0;
        for (var i = Math.max(0, (int) (fault / length)); i < intervals.size(); i++) {
            calm = isCalm(intervals.get(i)) ? calm + 1 : 0;
            if (calm == needed) {
                return Math.max(0, (i + 1 - needed) * length - fault);
            }
        }
        return null;
    }

    private boolean isCalm(Interval interval) {
        return (interval.counted(Count.FAILED) == 0 || objectives.allowFailures())
                && flow(interval) >= leastFlow
                && (objectives.isEmpty() ? isUsual(interval) : objectives.holdIn(interval));
    }

    private boolean isUsual(Interval interval) {
        return limits.entrySet().stream().allMatch(limit -> {
            var value = highest(interval, limit.getKey());
            return value.isEmpty() || value.getAsDouble() <= limit.getValue();
        });
    }

    /** Tokens for each user with an answer; as many as needed where nobody has one. */
    private static double flow(Interval interval) {
        return interval.mostUnderWay() == 0
                ? Double.MAX_VALUE
                : (double) interval.counted(Count.TOKENS) / interval.mostUnderWay();
    }

    private static OptionalDouble highest(Interval interval, Metric metric) {
        var values = interval.values(metric);
        if (values == null) {
            return OptionalDouble.empty();
        }
        for (var perMille : new int[] {950, 500}) {
            var percentile = values.percentile(perMille);
            if (percentile != null) {
                return OptionalDouble.of(percentile);
            }
        }
        return OptionalDouble.of(values.max());
    }
}
