package dev.llmemulator.load.watch;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Watches this process while it measures. */
public final class SelfWatch implements AutoCloseable {
    // Two threads: counting many open files takes milliseconds, and would make a probe on the same thread late.
    private final ScheduledExecutorService probed = Daemons.timer("self-check probe");
    private final ScheduledExecutorService looking = Daemons.timer("self-check");
    private final List<Probe> threads = new ArrayList<>();
    private final List<Probe> loops = new ArrayList<>();
    private final GcWatch gc = new GcWatch();
    private final Machine machine = new Machine();
    private double compileSecondsAtStart;
    private long startedNs;
    private boolean started;

    /** Starts to watch everything but the event loops. */
    public synchronized void start() {
        startedNs = System.nanoTime();
        started = true;
        compileSecondsAtStart = compileSeconds();
        gc.start();
        machine.start();
        threads.add(Probe.on(probed));
        var unused = looking.scheduleAtFixedRate(machine::look, 1, 1, TimeUnit.SECONDS);
    }

    public synchronized void watch(Iterable<? extends ScheduledExecutorService> eventLoops) {
        eventLoops.forEach(each -> loops.add(Probe.on(each)));
    }

    /** Returns what was seen until now; nothing before the start. */
    public synchronized SelfFigures figures() {
        if (started) {
            machine.look();
        }
        return seen();
    }

    /** The same without a new look, which would end the second that is being looked at. */
    public synchronized SelfFigures seen() {
        return new SelfFigures(
                started ? (System.nanoTime() - startedNs) / 1e9 : 0,
                sum(loops),
                sum(threads),
                gc.pauses(),
                machine.processors(),
                machine.files(),
                started ? compileSeconds() - compileSecondsAtStart : 0);
    }

    /** Since the start of the JVM; 0 if the JVM does not tell. */
    private static double compileSeconds() {
        var compiler = ManagementFactory.getCompilationMXBean();
        return compiler != null && compiler.isCompilationTimeMonitoringSupported()
                ? compiler.getTotalCompilationTime() / 1e3
                : 0;
    }

    private static Histogram sum(List<Probe> probes) {
        var sum = new Histogram(3);
        probes.forEach(each -> each.addTo(sum));
        return sum;
    }

    /** Stops watching. The figures stay. */
    @Override
    public synchronized void close() {
        loops.forEach(Probe::end);
        threads.forEach(Probe::end);
        probed.shutdownNow();
        looking.shutdownNow();
        gc.end();
    }
}
