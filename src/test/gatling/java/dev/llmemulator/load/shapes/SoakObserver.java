package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.report.Observation;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.Daemons;
import dev.llmemulator.load.watch.OpenFiles;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Samples what may grow in a soak, and ends it once something does for certain. */
public final class SoakObserver implements Observer {
    private static final double MB = 1024 * 1024;

    /** What noise or a cache may take in any case, by the unit at the end of a name. */
    private static final Map<String, Double> FLOORS = Map.of("ms", 5.0, "MB", 32.0, "open", 20.0, "keys", 100.0);

    /** Shown on the console even if it does not grow. */
    private static final String SHOWN = ".* p99, ms|load test, memory.*";

    private final Duration every;
    private final double share;
    private final Duration whole;
    private final Samples samples = new Samples();
    private final ScheduledExecutorService timer = Daemons.timer("soak observer");
    private volatile boolean certain;
    private long startNs;
    private Histogram told = new Histogram(3);

    public SoakObserver(LoadSettings settings) {
        var shapes = settings.shapes();
        every = Objects.requireNonNull(shapes.sampleEvery(), "The settings have no samples");
        share = shapes.growth();
        whole = Objects.requireNonNull(settings.repeatFor(), "The settings give no time");
    }

    /** Whether something grows so surely that nothing is gained by going on. */
    public boolean isCertain() {
        return certain;
    }

    @Override
    public void begin(Measurements measurements, EpochClock clock, Supplier<PartsReport> parts) {
        startNs = System.nanoTime();
        var everyMs = every.toMillis();
        var unused = timer.scheduleAtFixedRate(
                () -> sample(measurements, clock, parts.get()), everyMs, everyMs, TimeUnit.MILLISECONDS);
    }

    private void sample(Measurements measurements, EpochClock clock, PartsReport parts) {
        var values = new LinkedHashMap<String, Double>();
        var seconds = (System.nanoTime() - startNs) / 1e9;
        values.put(Samples.SECOND, seconds);
        addLatency(measurements, values);
        var resident = OwnProcess.residentBytes();
        if (resident != null) {
            values.put("load test, memory, MB", resident / MB);
        }
        var files = OpenFiles.now();
        if (files != null) {
            values.put("load test, files open", (double) files.most());
        }
        var nowUs = clock.nowUs();
        values.putAll(PartSamples.of(parts.between(nowUs - every.toNanos() / 1000, nowUs), seconds));
        samples.add(values);
        if (growths().stream().anyMatch(Growth::isCertain)) {
            certain = true;
        }
    }

    // Of the time since the last sample. Where the emulator's clock cannot be compared with ours, tokens have no delay.
    private void addLatency(Measurements measurements, Map<String, Double> values) {
        var delays = measurements.histogram(Metric.TOKEN_DELAY);
        var metric = delays.getTotalCount() > 0 ? Metric.TOKEN_DELAY : Metric.TTFT;
        var sinceBeginning = metric == Metric.TOKEN_DELAY ? delays : measurements.histogram(metric);
        var recent = sinceBeginning.copy();
        if (told.getTotalCount() <= recent.getTotalCount()) {
            recent.subtract(told);
        }
        told = sinceBeginning;
        for (var perMille : new int[] {500, 990}) {
            if (Percentile.isSupported(recent.getTotalCount(), perMille)) {
                values.put(
                        metric.title() + " p" + perMille / 10 + ", ms",
                        recent.getValueAtPercentile(perMille / 10.0) / 1e3);
            }
        }
    }

    private List<Growth> growths() {
        var all = samples.all();
        var seconds = every.toNanos() / 1e9 * samples.together();
        return all.stream()
                .flatMap(each -> each.keySet().stream())
                .filter(name -> !name.equals(Samples.SECOND))
                .distinct()
                .sorted()
                .map(name -> Growth.of(name, Samples.values(all, name), share, floor(name), seconds))
                .toList();
    }

    private static double floor(String name) {
        return FLOORS.getOrDefault(name.substring(name.lastIndexOf(' ') + 1), 0.0);
    }

    @Override
    public void end() {
        timer.shutdownNow();
    }

    @Override
    public Observation found(Figures figures) {
        var growths = growths();
        var tooMuch = growths.stream().filter(Growth::isTooMuch).toList();
        var names = tooMuch.stream().map(Growth::what).collect(Collectors.joining("; "));
        var facts = new LinkedHashMap<String, String>();
        var details = new LinkedHashMap<String, String>();
        growths.forEach(each ->
                (each.isTooMuch() || each.what().matches(SHOWN) ? facts : details).put(each.what(), each.toString()));
        var numbers = new LinkedHashMap<String, @Nullable Double>();
        growths.forEach(each -> {
            numbers.put(each.what() + ", an hour", each.perHour());
            numbers.put(each.what() + ", z", each.z());
        });
        var all = samples.all();
        facts.put(
                "growth",
                "%d figures in %d samples: %s"
                        .formatted(growths.size(), all.size(), tooMuch.isEmpty() ? "none grows too much" : names));
        var told = growths.stream().anyMatch(each -> each.values() >= Growth.LEAST_VALUES);
        return new Observation(
                null,
                (certain
                                ? format(
                                        "The soak ended early, after %.0f of %d s, because something grows for certain",
                                        figures.seconds(), whole.toSeconds())
                                : format("In %.0f s of load", figures.seconds()))
                        + (tooMuch.isEmpty()
                                ? told ? ", nothing grew too much." : ", growth could not be told."
                                : ": " + names + "."),
                facts,
                details,
                numbers,
                all,
                0,
                List.of(new Criterion(
                        "nothing grows in the soak",
                        format(
                                "no significant growth (1 %%) by more than %.0f %% of the level, or %s",
                                share * 100, "5 ms, 32 MB, 20 files, 100 keys"),
                        tooMuch.isEmpty() ? told ? "none" : "too few samples to tell" : names,
                        tooMuch.isEmpty() && told)));
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
