package dev.llmemulator.load.run;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Percentile;
import dev.llmemulator.load.report.HowFar;
import dev.llmemulator.load.watch.Daemons;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Tells how far a run or its warm-up is: with a bar that rewrites itself on a terminal, with lines elsewhere. */
final class Progress implements AutoCloseable {
    private static final Path STANDARD_OUTPUT = Path.of("/proc/self/fd/1");
    private static final long BAR_SECONDS = 1;
    private static final long FIRST_ESTIMATE_SECONDS = 2;
    private static final long LINE_SECONDS = 10;
    private static final int BAR_WIDTH = 10;

    // A line that wraps cannot be rewritten, and terminals have 80 columns or more.
    private static final int MOST_COLUMNS = 79;
    private static final String ERASE_LINE = "\r\u001b[K";

    private final ScheduledExecutorService timer = Daemons.timer("progress");
    private final String phase;
    private final Measurements measurements;
    private final EpochClock clock;
    private final long expected;
    private final Duration time;

    // System.console() asks for a keyboard as well, and exists in any case from Java 22 on.
    private final boolean rewrites = isTerminal(STANDARD_OUTPUT) && !"dumb".equals(System.getenv("TERM"));
    private final PrintStream out;
    private final long startedUs;
    private final RecentDelay delay = new RecentDelay();
    private long lastTokens;
    private long lastUs;
    private boolean ended;

    private Progress(
            String phase, Measurements measurements, EpochClock clock, long expected, Duration time, PrintStream out) {
        this.phase = phase;
        this.measurements = measurements;
        this.clock = clock;
        this.expected = expected;
        this.time = time;
        this.out = out;
        startedUs = clock.nowUs();
        lastUs = startedUs;
    }

    static Progress ofAnswers(Measurements measurements, EpochClock clock, long expected, PrintStream out) {
        return new Progress("measuring", measurements, clock, expected, Duration.ZERO, out);
    }

    static Progress ofTime(Measurements measurements, EpochClock clock, Duration time, PrintStream out) {
        return new Progress("measuring", measurements, clock, 0, time, out);
    }

    static Progress ofWarmUp(Measurements measurements, EpochClock clock, Duration time, PrintStream out) {
        return new Progress("warming up", measurements, clock, 0, time, out);
    }

    /** Returns whether an output is a terminal, as Linux shows it; on other systems always false. */
    static boolean isTerminal(Path output) {
        try {
            var device = Files.readSymbolicLink(output).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    Progress start() {
        var seconds = rewrites ? BAR_SECONDS : LINE_SECONDS;
        var unused = timer.scheduleAtFixedRate(this::tell, seconds, seconds, TimeUnit.SECONDS);
        return this;
    }

    private synchronized void tell() {
        if (ended) {
            return;
        }
        if (rewrites) {
            out.print(ERASE_LINE + bar(clock.nowUs()));
            out.flush();
        } else {
            out.println(line(clock.nowUs()));
        }
    }

    synchronized String line(long nowUs) {
        var now = measurements.counts();
        return String.format(
                Locale.ROOT,
                "%4d s%s: %s answers done, %d under way, %d failed, %.0f tokens/s, delay p99 %s",
                (nowUs - startedUs) / 1_000_000,
                left(howFar(nowUs).secondsLeft()),
                ended(now, " of "),
                now.underWay(),
                now.failed(),
                tokensPerSecond(now.tokens(), nowUs),
                delay.p99(measurements.histogram(Metric.TOKEN_DELAY)));
    }

    synchronized String bar(long nowUs) {
        var now = measurements.counts();
        var howFar = howFar(nowUs);
        var share = howFar.share() == null ? 0 : howFar.share();
        var full = (int) (share * BAR_WIDTH);
        var bar = String.format(
                Locale.ROOT,
                "[%s%s] %3.0f %%%s  %s done, %d failed, %.0f tokens/s, p99 %s",
                "#".repeat(full),
                "-".repeat(BAR_WIDTH - full),
                share * 100,
                left(howFar.secondsLeft()),
                ended(now, "/"),
                now.failed(),
                tokensPerSecond(now.tokens(), nowUs),
                delay.p99(measurements.histogram(Metric.TOKEN_DELAY)));
        return bar.substring(0, Math.min(bar.length(), MOST_COLUMNS));
    }

    private static String left(@Nullable Double seconds) {
        if (seconds == null) {
            return "";
        }
        return seconds < 120
                ? String.format(Locale.ROOT, ", %.0f s left", seconds)
                : String.format(Locale.ROOT, ", %.0f min left", seconds / 60);
    }

    HowFar howFar() {
        return howFar(clock.nowUs());
    }

    /** How far it is. An estimate takes the answers that are left to need as long as those before. */
    private HowFar howFar(long nowUs) {
        var seconds = (nowUs - startedUs) / 1e6;
        if (!time.isZero()) {
            var whole = time.toNanos() / 1e9;
            return new HowFar(phase, Math.min(seconds / whole, 1), Math.max(whole - seconds, 0));
        }
        var now = measurements.counts();
        var share = Math.min((double) (now.passed() + now.failed()) / expected, 1);
        return new HowFar(
                phase, share, share == 0 || seconds < FIRST_ESTIMATE_SECONDS ? null : seconds * (1 - share) / share);
    }

    private String ended(Measurements.Counts now, String of) {
        return now.passed() + now.failed() + (expected > 0 ? of + expected : "");
    }

    private double tokensPerSecond(long tokens, long nowUs) {
        var perSecond = (tokens - lastTokens) * 1e6 / Math.max(1, nowUs - lastUs);
        lastTokens = tokens;
        lastUs = nowUs;
        return perSecond;
    }

    @Override
    public synchronized void close() {
        if (rewrites && !ended) {
            out.print(ERASE_LINE);
        }
        ended = true;
        timer.shutdownNow();
    }

    /** The 99th percentile of the latest token delays, of as many as it takes to tell one. */
    private static final class RecentDelay {
        private static final int P99 = 990;

        private Histogram told = new Histogram(3);
        private String p99 = "n/a";

        String p99(Histogram sinceBeginning) {
            var recent = sinceBeginning.copy();
            recent.subtract(told);
            if (Percentile.isSupported(recent.getTotalCount(), P99)) {
                p99 = String.format(Locale.ROOT, "%.1f ms", recent.getValueAtPercentile(P99 / 10.0) / 1e3);
                told = sinceBeginning;
            }
            return p99;
        }
    }
}
