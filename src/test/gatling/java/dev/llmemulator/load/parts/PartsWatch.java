package dev.llmemulator.load.parts;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.settings.Trust;
import dev.llmemulator.load.settings.WatchTargets;
import dev.llmemulator.load.watch.CpuTicks;
import dev.llmemulator.load.watch.Daemons;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Reads every second what each part of the cluster tells of itself, on a thread of its own, one part after the other
 * over the second: to ask all at once would hold up the tokens of that moment. A part that does not reply disturbs
 * nobody.
 */
public final class PartsWatch implements AutoCloseable {
    private static final Path PROC_STAT = Path.of("/proc/stat");

    /** Long enough for a part that is busy; one that takes longer is left alone for a while. */
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** A round of readings ends well before the next begins. */
    private static final long ROUND_US = 800_000;

    private static final long SECOND_US = TimeUnit.SECONDS.toMicros(1);
    private static final long CLOSE_LIMIT_SECONDS = 3;

    /** Two hours. Longer runs keep every second reading, then every fourth. */
    private static final int MOST_READINGS = 7_200;

    private final EpochClock clock;
    private final List<WatchedPart> parts = new ArrayList<>();
    private final List<MachineReport.Ticks> machine = new ArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ScheduledExecutorService timer = Daemons.timer("parts watch");
    private long readUs;
    private long periodSeconds = 1;

    private PartsWatch(EpochClock clock) {
        this.clock = clock;
    }

    /**
     * Starts to watch these parts, and returns after the first reading; without a part, it watches nothing at all.
     *
     * @param tokens the tokens that the load test has received until now
     */
    public static PartsWatch start(WatchTargets targets, Trust trust, EpochClock clock, LongSupplier tokens) {
        return start(targets, trust, clock, tokens, TIMEOUT);
    }

    static PartsWatch start(
            WatchTargets targets, Trust trust, EpochClock clock, LongSupplier tokens, Duration timeout) {
        var watch = new PartsWatch(clock);
        if (!targets.list().isEmpty()) {
            targets.list().forEach(each -> watch.parts.add(WatchedPart.of(each, trust, timeout)));
            watch.parts.add(WatchedPart.ofThisProcess(tokens));
            watch.read(0);
            var unused = watch.timer.scheduleAtFixedRate(watch::readIfDue, 1, 1, TimeUnit.SECONDS);
        }
        return watch;
    }

    // After a reading that took long, the timer would make up for those that it missed.
    private void readIfDue() {
        if (clock.nowUs() - readUs >= periodSeconds * SECOND_US - SECOND_US / 2) {
            read(ROUND_US / parts.size());
        }
    }

    private void read(long pauseUs) {
        readUs = clock.nowUs();
        for (var each : parts) {
            each.read(clock);
            pause(pauseUs);
        }
        synchronized (machine) {
            machine.add(new MachineReport.Ticks(clock.nowUs(), CpuTicks.readAll(PROC_STAT)));
            if (machine.size() > MOST_READINGS) {
                periodSeconds *= 2;
                parts.forEach(WatchedPart::thin);
                for (var i = machine.size() - 1; i > 0; i--) {
                    if (i % 2 == 1) {
                        machine.remove(i);
                    }
                }
            }
        }
    }

    // Once the watch is closing, there is no pause.
    private void pause(long us) {
        try {
            var unused = closing.await(us, TimeUnit.MICROSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns what was read until now. */
    public PartsReport report() {
        synchronized (machine) {
            if (machine.isEmpty()) {
                return PartsReport.NONE;
            }
            var longestGapUs = 3 * periodSeconds * SECOND_US;
            return new PartsReport(
                    parts.stream()
                            .map(each -> each.report(longestGapUs))
                            .filter(Objects::nonNull)
                            .toList(),
                    MachineReport.of(machine, longestGapUs),
                    parts.stream()
                            .map(WatchedPart::notWatched)
                            .filter(Objects::nonNull)
                            .toList(),
                    machine.get(0).atUs(),
                    machine.get(machine.size() - 1).atUs());
        }
    }

    /** Reads a last time and stops. What was read stays. */
    @Override
    public void close() {
        if (parts.isEmpty()) {
            timer.shutdownNow();
            return;
        }
        closing.countDown();
        timer.shutdown();
        try {
            if (timer.awaitTermination(CLOSE_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                read(0);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        parts.forEach(WatchedPart::close);
    }
}
