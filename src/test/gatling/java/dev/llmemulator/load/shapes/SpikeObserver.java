package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.OverTime;
import dev.llmemulator.load.report.Observation;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Spike;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How a system takes a spike: the peak, what it refused, and how long until it is calm.
 *
 * <p>Latency is judged by the interval of the run, one second each unless the run is long. Usual is the highest value
 * before the spike, whose first third does not count. The system is calm from the first interval on that, together with
 * those of the next five seconds, is at most 5 ms above the usual, with nothing refused.
 */
public final class SpikeObserver implements Observer {
    /** As long as the emulator may hold a token for a larger batch on a busy machine. */
    static final double SLACK_MS = 5;

    static final int CALM_SECONDS = 5;

    private static final int[] PER_MILLE = {990, 950, 500};

    private final Spike spike;
    private final Duration whole;

    /** The observer of a run with these settings, which have a spike. */
    public static SpikeObserver of(LoadSettings settings) {
        var arrivals = Objects.requireNonNull(settings.arrivals(), "The settings give no rate");
        return new SpikeObserver(
                Objects.requireNonNull(arrivals.spike(), "The settings give no spike"), arrivals.during());
    }

    SpikeObserver(Spike spike, Duration whole) {
        this.spike = spike;
        this.whole = whole;
    }

    @Override
    public boolean allowsRefusals() {
        return true;
    }

    @Override
    public Observation found(Figures figures) {
        return new Course(figures.overTime()).observation(figures);
    }

    /** The course of one run. */
    private final class Course {
        private final List<Interval> intervals;
        private final long seconds;
        private final int begins;
        private final int ends;
        private final Latency latency;
        private final @Nullable Double usual;

        Course(OverTime overTime) {
            intervals = overTime.intervals();
            seconds = overTime.lengthSeconds();
            begins = index(spike.begins());
            ends = index(spike.ends().plusSeconds(seconds - 1));
            latency = latency();
            usual = before().mapToObj(latency::of)
                    .map(each -> each == null ? Double.valueOf(Double.NaN) : each)
                    .max(Double::compare)
                    .filter(Double::isFinite)
                    .orElse(null);
        }

        private int index(Duration time) {
            return (int) (time.toSeconds() / seconds);
        }

        private IntStream before() {
            return IntStream.range(begins / 3, Math.min(begins, intervals.size()));
        }

        private IntStream since(int from) {
            return IntStream.range(Math.min(from, intervals.size()), intervals.size());
        }

        /** The metric that tokens have, at the highest percentile that each interval before the spike has. */
        private Latency latency() {
            for (var metric : List.of(Metric.TOKEN_DELAY, Metric.TTFT)) {
                for (var perMille : PER_MILLE) {
                    var each = new Latency(metric, perMille);
                    if (before().findAny().isPresent() && before().allMatch(i -> each.of(i) != null)) {
                        return each;
                    }
                }
            }
            return new Latency(Metric.TOKEN_DELAY, PER_MILLE[PER_MILLE.length - 1]);
        }

        private final class Latency {
            private final Metric metric;
            private final int perMille;

            Latency(Metric metric, int perMille) {
                this.metric = metric;
                this.perMille = perMille;
            }

            @Nullable
            Double of(int interval) {
                var values = intervals.get(interval).values(metric);
                return values == null ? null : values.percentile(perMille);
            }

            /** The percentile, or the highest value where there are too few for it. */
            double atMost(int interval) {
                var values = intervals.get(interval).values(metric);
                var percentile = of(interval);
                return percentile != null ? percentile : values == null ? 0 : values.max();
            }

            @Override
            public String toString() {
                return metric.title() + " p" + perMille / 10;
            }
        }

        /** The seconds from the end of the spike until it is calm; null if it never was. */
        private @Nullable Long calmAfter() {
            var need = Math.max(1, (int) (CALM_SECONDS / seconds));
            var last = Math.min(index(whole), intervals.size());
            for (var from = ends; usual != null && from + need <= last; from++) {
                if (IntStream.range(from, from + need).allMatch(this::isCalm)) {
                    return Math.max(0, from * seconds - spike.ends().toSeconds());
                }
            }
            return null;
        }

        private boolean isCalm(int interval) {
            return usual != null
                    && latency.atMost(interval) <= usual + SLACK_MS
                    && intervals.get(interval).counted(Interval.Count.REFUSED) == 0;
        }

        private double peak() {
            return since(begins).mapToDouble(latency::atMost).max().orElse(0);
        }

        private long most(ToLongFunction<Interval> count) {
            return since(begins)
                    .mapToLong(i -> count.applyAsLong(intervals.get(i)))
                    .max()
                    .orElse(0);
        }

        private long refused(IntStream which) {
            return which.mapToLong(i -> intervals.get(i).counted(Interval.Count.REFUSED))
                    .sum();
        }

        Observation observation(Figures figures) {
            var calm = calmAfter();
            var refusedBefore = refused(IntStream.range(0, Math.min(begins, intervals.size())));
            var refused = figures.refused() - refusedBefore;
            var left = whole.minus(spike.ends()).toSeconds();
            var calmly = usual == null
                    ? "is not known: too few tokens came in each second before the spike; raise -Drate"
                    : calm == null ? "not within %d s".formatted(left) : "after %d s".formatted(calm);
            var asked = figures.passed() + figures.failed();
            var facts = new LinkedHashMap<String, String>();
            facts.put(
                    "usual",
                    usual == null ? "n/a" : format("%s up to %.1f ms in a second before the spike", latency, usual));
            facts.put(
                    "peak",
                    format(
                            "%s %.1f ms, %d answers at once, %d tokens in a second",
                            latency,
                            peak(),
                            most(Interval::mostUnderWay),
                            most(each -> each.counted(Interval.Count.TOKENS)) / seconds));
            facts.put("refused", format("%d of %d questions (503 or 429)", figures.refused(), asked));
            facts.put("calm", calmly);
            var numbers = new LinkedHashMap<String, @Nullable Double>();
            numbers.put("usual_ms", usual);
            numbers.put("peak_ms", peak());
            numbers.put("most_answers_at_once", (double) most(Interval::mostUnderWay));
            numbers.put("refused", (double) figures.refused());
            numbers.put("refused_before", (double) refusedBefore);
            numbers.put("calm_after_seconds", calm == null ? null : Double.valueOf(calm));
            return new Observation(
                    null,
                    format(
                            "%s times the users for %d s: %s at most %.0f ms, %s before; %d of %d questions were refused; calm again %s.",
                            BigDecimal.valueOf(spike.factor())
                                    .stripTrailingZeros()
                                    .toPlainString(),
                            spike.during().toSeconds(),
                            latency,
                            peak(),
                            usual == null ? "n/a" : format("%.0f ms", usual),
                            figures.refused(),
                            asked,
                            calmly),
                    facts,
                    new LinkedHashMap<>(),
                    numbers,
                    List.of(),
                    refused,
                    List.of(
                            new Criterion(
                                    "the system is calm again after the spike",
                                    format(
                                            "within %d s: for %d s nothing refused and %s at most %.0f ms above the usual",
                                            left, CALM_SECONDS, latency, SLACK_MS),
                                    calmly,
                                    calm != null),
                            new Criterion(
                                    "nothing is refused before the spike",
                                    "0 questions",
                                    String.valueOf(refusedBefore),
                                    refusedBefore == 0)));
        }
    }

    private static String format(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
