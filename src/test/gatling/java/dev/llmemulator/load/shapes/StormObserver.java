package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Interval;
import dev.llmemulator.load.measure.IntervalValues;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.OverTime;
import dev.llmemulator.load.measure.Percentiles;
import dev.llmemulator.load.parts.CpuRow;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.report.Observation;
import dev.llmemulator.load.settings.LoadSettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What it takes that all users do something in the same instant: how long until the last is through, what everybody felt
 * meanwhile, and what each part of the cluster had to do.
 *
 * <p>Meanwhile is from the instant until the slowest user of the run was through, in whole seconds, at least two. Before
 * is as long a time, right before.
 */
public final class StormObserver implements Observer {
    private static final long SECOND_US = 1_000_000;
    private static final long LEAST_SECONDS = 2;

    private final LoadSettings settings;
    private final String what;
    private final Metric until;
    private final Supplier<List<Long>> instantsNs;
    private @Nullable Run run;

    private record Run(Measurements measurements, EpochClock clock, Supplier<PartsReport> parts) {}

    private record Time(long fromUs, long toUs) {}

    /**
     * Looks at users who all do this together, which takes each of them as long as the metric says.
     *
     * @param instantsNs when they did, until now
     */
    public StormObserver(LoadSettings settings, String what, Metric until, Supplier<List<Long>> instantsNs) {
        this.settings = settings;
        this.what = what;
        this.until = until;
        this.instantsNs = instantsNs;
    }

    @Override
    public void begin(Measurements measurements, EpochClock clock, Supplier<PartsReport> parts) {
        run = new Run(measurements, clock, parts);
    }

    @Override
    public @Nullable Observation found(Figures figures) {
        var looked = Objects.requireNonNull(run, "The run has not begun");
        var instants = instantsNs.get();
        var times = Percentiles.of(figures.histogram(until), until.unit());
        if (instants.isEmpty() || times == null) {
            return null;
        }
        var lastSeconds = times.max() / 1000;
        var perSecond = settings.clients() / Math.max(lastSeconds, 0.001);
        var lengthUs = Math.max(LEAST_SECONDS, (long) Math.ceil(lastSeconds)) * SECOND_US;
        var before = new ArrayList<Time>();
        var meanwhile = new ArrayList<Time>();
        for (var ns : instants) {
            var us = looked.clock().usAt(ns);
            before.add(new Time(us - lengthUs, us));
            meanwhile.add(new Time(us, us + lengthUs));
        }
        var facts = new LinkedHashMap<String, String>();
        var numbers = new LinkedHashMap<String, @Nullable Double>();
        numbers.put("storms", (double) instants.size());
        numbers.put("last_after_seconds", lastSeconds);
        numbers.put("users_per_second", perSecond);
        feelings(facts, numbers, figures.overTime(), looked, before, meanwhile);
        costs(facts, numbers, looked.parts().get(), before, meanwhile);
        return new Observation(
                null,
                String.format(
                        Locale.ROOT,
                        "All %d users %s in the same instant, %s%s: the last was through after %.2f s, %.0f a second.",
                        settings.clients(),
                        what,
                        instants.size() == 1 ? "once" : instants.size() + " times",
                        until != Metric.RECOVERY
                                ? ""
                                : settings.losses().jitter()
                                        ? ", and come back with jitter"
                                        : ", and come back without jitter",
                        lastSeconds,
                        perSecond),
                facts,
                Map.of(),
                numbers,
                List.of(),
                0,
                List.of());
    }

    private static void feelings(
            Map<String, String> facts,
            Map<String, @Nullable Double> numbers,
            OverTime overTime,
            Run run,
            List<Time> before,
            List<Time> meanwhile) {
        var startUs = run.measurements().firstStartUs().orElse(0);
        for (var metric : Metric.overTime()) {
            // The second in which a storm begins shows the storm.
            var usual = during(before, overTime, startUs, true).values(metric);
            var felt = during(meanwhile, overTime, startUs, false).values(metric);
            if (felt != null) {
                facts.put(
                        metric.title() + " around a storm",
                        "before %s; meanwhile %s".formatted(told(usual), told(felt)));
                numbers.put(metric.jsonName() + "_p99_before_ms", usual == null ? null : usual.percentile(990));
                numbers.put(metric.jsonName() + "_p99_meanwhile_ms", felt.percentile(990));
            }
        }
    }

    /** What happened in the intervals of the run that these times touch, or in those of them that end in time. */
    private static Interval during(List<Time> times, OverTime overTime, long startUs, boolean inTime) {
        var lengthUs = overTime.lengthSeconds() * SECOND_US;
        var intervals = new ArrayList<Interval>();
        for (var i = 0; i < overTime.intervals().size(); i++) {
            var fromUs = startUs + i * lengthUs;
            var toUs = fromUs + lengthUs;
            if (times.stream()
                    .anyMatch(time -> toUs > time.fromUs() && (inTime ? toUs <= time.toUs() : fromUs < time.toUs()))) {
                intervals.add(overTime.intervals().get(i));
            }
        }
        return Interval.sum(intervals);
    }

    private static String told(@Nullable IntervalValues values) {
        if (values == null) {
            return "n/a";
        }
        var p99 = values.percentile(990);
        return (p99 == null ? "" : String.format(Locale.ROOT, "p99 %.0f, ", p99))
                + String.format(Locale.ROOT, "max %.0f ms", values.max());
    }

    private static void costs(
            Map<String, String> facts,
            Map<String, @Nullable Double> numbers,
            PartsReport parts,
            List<Time> before,
            List<Time> meanwhile) {
        var usual = processors(parts, before);
        processors(parts, meanwhile).forEach((row, busy) -> {
            var less = usual.getOrDefault(row, Double.NaN);
            facts.put(
                    "CPU of " + row + " around a storm",
                    String.format(Locale.ROOT, "%.2f processors before, %.2f meanwhile", less, busy));
            numbers.put(row + "_processors_before", Double.isNaN(less) ? null : less);
            numbers.put(row + "_processors_meanwhile", busy);
        });
    }

    /** How many processors each kind of part kept busy in these times, by its name. */
    private static Map<String, Double> processors(PartsReport parts, List<Time> times) {
        var seconds = 0.0;
        var cpu = new TreeMap<String, Double>();
        for (var time : times) {
            var report = parts.between(time.fromUs(), time.toUs());
            seconds += report.seconds();
            for (var row : report.cpu()) {
                if (!row.part().equals(CpuRow.OTHER)) {
                    cpu.merge(row.part(), row.seconds(), Double::sum);
                }
            }
        }
        var all = seconds;
        cpu.replaceAll((part, sum) -> sum / all);
        return cpu;
    }
}
