package dev.llmemulator.load.run;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells every ten seconds, in one line, how far the run is. */
final class Progress implements AutoCloseable {
    private static final long PERIOD_SECONDS = 10;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "progress");
        thread.setDaemon(true);
        return thread;
    });
    private final Measurements measurements;
    private final EpochClock clock;
    private final long expected;
    private final PrintStream out;
    private final long startedUs;
    private long lastTokens;
    private long lastUs;

    Progress(Measurements measurements, EpochClock clock, long expected, PrintStream out) {
        this.measurements = measurements;
        this.clock = clock;
        this.expected = expected;
        this.out = out;
        startedUs = clock.nowUs();
        lastUs = startedUs;
    }

    void start() {
        var unused = timer.scheduleAtFixedRate(this::tell, PERIOD_SECONDS, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    private void tell() {
        var nowUs = clock.nowUs();
        out.println(line(nowUs));
    }

    String line(long nowUs) {
        var now = measurements.counts();
        var tokensPerSecond = (now.tokens() - lastTokens) * 1e6 / Math.max(1, nowUs - lastUs);
        lastTokens = now.tokens();
        lastUs = nowUs;
        return String.format(
                Locale.ROOT,
                "%4d s: %d of %d answers done, %d under way, %d failed, %.0f tokens/s",
                (nowUs - startedUs) / 1_000_000,
                now.passed() + now.failed(),
                expected,
                now.underWay(),
                now.failed(),
                tokensPerSecond);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
