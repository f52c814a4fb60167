package dev.llmemulator.load.shapes;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.parts.CpuRow;
import dev.llmemulator.load.parts.PartKind;
import dev.llmemulator.load.parts.PartReport;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.report.Observation;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.settings.Target;
import dev.llmemulator.load.watch.Daemons;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What silent users cost: bytes and CPU each, in the time in which all of them are there. */
public final class IdleObserver implements Observer {
    private record Look(@Nullable Long residentBytes, long liveBytes, double cpuSeconds, long atUs) {
        static Look now(EpochClock clock) {
            var live = OwnProcess.liveBytes();
            return new Look(OwnProcess.residentBytes(), live, OwnProcess.cpuSeconds(), clock.nowUs());
        }
    }

    private final LoadSettings settings;
    private final Duration silence;
    private final ScheduledExecutorService timer = Daemons.timer("idle observer");
    private @Nullable Measurements measurements;
    private Supplier<PartsReport> parts = () -> PartsReport.NONE;
    private volatile @Nullable Look before;
    private volatile @Nullable Look full;
    private volatile @Nullable Look last;

    public IdleObserver(LoadSettings settings) {
        this.settings = settings;
        silence = Objects.requireNonNull(settings.repeatFor(), "The settings give no time");
    }

    /** How long each user stays, so that all of them are there together for the time that the settings say. */
    public Duration stay() {
        return silence.plus(settings.ramp());
    }

    @Override
    public String plan() {
        return "%d users connect, and are silent for %d s".formatted(settings.clients(), silence.toSeconds());
    }

    @Override
    public void begin(Measurements measurements, EpochClock clock, Supplier<PartsReport> parts) {
        this.measurements = measurements;
        this.parts = parts;
        before = Look.now(clock);
        // Users who come last are connected after a tenth of the time, and the first leave after all of it.
        var ramp = settings.ramp().toMillis();
        look(ramp + silence.toMillis() / 10, () -> full = Look.now(clock));
        look(ramp + silence.toMillis() * 9 / 10, () -> last = Look.now(clock));
    }

    private void look(long afterMs, Runnable look) {
        var unused = timer.schedule(look, afterMs, TimeUnit.MILLISECONDS);
    }

    @Override
    public void end() {
        timer.shutdownNow();
    }

    @Override
    public Observation found(Figures figures) {
        var pings =
                Objects.requireNonNull(measurements, "The run has not begun").pingsAnswered();
        var users = settings.clients();
        var facts = new LinkedHashMap<String, String>();
        var numbers = new LinkedHashMap<String, @Nullable Double>();
        addCosts(facts, numbers);
        facts.put("pings answered", format("%d, %.1f by each user", pings, (double) pings / users));
        numbers.put("pings_answered", (double) pings);
        var stayed = figures.passed();
        return new Observation(
                format("%d silent users, %d pings answered, %d lost", users, pings, figures.failed()),
                format(
                        "%d of %d users were connected and silent for %d s; none of them asked anything.",
                        stayed, users, silence.toSeconds()),
                facts,
                Map.of(),
                numbers,
                List.of(),
                0,
                List.of(new Criterion(
                        "every user stays connected", users + " users", stayed + " users", stayed >= users)));
    }

    private void addCosts(Map<String, String> facts, Map<String, @Nullable Double> numbers) {
        var first = before;
        var all = full;
        var end = last;
        if (first == null || all == null || end == null) {
            facts.put("a silent user costs", "n/a: the run ended before all were there for long enough");
            return;
        }
        var users = (double) settings.clients();
        var seconds = (end.atUs - all.atUs) / 1e6;
        var cpuUs = (end.cpuSeconds - all.cpuSeconds) / users / seconds * 1e6;
        var live = (end.liveBytes - first.liveBytes) / users / 1024;
        var resident = residentKb(first, end, users);
        var whose = settings.target() instanceof Target.Embedded ? "load test and embedded servers" : "load test";
        facts.put(
                whose + ", for each user",
                format(
                        "%.1f KB in use, %s KB resident, %.1f us of CPU a second",
                        live, resident == null ? "n/a" : format("%.1f", resident), cpuUs));
        numbers.put("own_live_kb_per_user", live);
        numbers.put("own_resident_kb_per_user", resident);
        numbers.put("own_cpu_us_per_user_second", cpuUs);
        var told = parts.get();
        addParts(
                settings.clients(),
                told.between(first.atUs, end.atUs),
                told.between(all.atUs, end.atUs),
                facts,
                numbers);
    }

    // A virtual machine may give memory back to the system meanwhile, and then this tells nothing.
    private static @Nullable Double residentKb(Look first, Look end, double users) {
        var kb = first.residentBytes == null || end.residentBytes == null
                ? 0
                : (end.residentBytes - first.residentBytes) / users / 1024;
        return kb > 0 ? Double.valueOf(kb) : null;
    }

    /** Memory shows while users come, and the CPU time of silence while all are there. */
    static void addParts(
            int users,
            PartsReport whole,
            PartsReport silent,
            Map<String, String> facts,
            Map<String, @Nullable Double> numbers) {
        for (var row : silent.cpu()) {
            var bytes = whole.parts().stream()
                    .filter(each -> each.kind() != PartKind.LOAD_TEST && each.kind().jsonName().equals(row.part()))
                    .map(PartReport::bytesPerConnection)
                    .filter(Objects::nonNull)
                    .mapToDouble(each -> each)
                    .average();
            var cpuUs = row.seconds() / silent.seconds() / users * 1e6;
            if (isPart(row)) {
                facts.put(
                        row.label() + ", for each user",
                        format(
                                "%s KB, %.1f us of CPU a second",
                                bytes.isPresent() ? format("%.1f", bytes.getAsDouble() / 1024) : "n/a", cpuUs));
                numbers.put(
                        row.part() + "_kb_per_user",
                        bytes.isPresent() ? Double.valueOf(bytes.getAsDouble() / 1024) : null);
                numbers.put(row.part() + "_cpu_us_per_user_second", cpuUs);
            }
        }
    }

    private static boolean isPart(CpuRow row) {
        return !Set.of(CpuRow.OTHER, CpuRow.MACHINE, PartKind.LOAD_TEST.jsonName()).contains(row.part());
    }

    private static String format(String format, @Nullable Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
