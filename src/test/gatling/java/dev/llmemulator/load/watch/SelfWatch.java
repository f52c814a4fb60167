package dev.llmemulator.load.watch;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** Watches this process while it measures. Not yet begun, it has seen nothing. */
public final class SelfWatch implements AutoCloseable {
    private static final int SIGNIFICANT_DIGITS = 3;

    // Two threads, as a look at many open files takes milliseconds, and would make the other one late.
    private final ScheduledExecutorService probed = daemon("self-check probe");
    private final ScheduledExecutorService looking = daemon("self-check");
    private final List<Probe> threads = new ArrayList<>();
    private final List<Probe> loops = new ArrayList<>();
    private final GcWatch gc = new GcWatch();
    private final Machine machine = new Machine();
    private long startedNs;
    private boolean started;

    /** Begins to watch everything but the event loops. */
    public synchronized void start() {
        startedNs = System.nanoTime();
        started = true;
        gc.start();
        machine.start();
        threads.add(Probe.on(probed));
        var unused = looking.scheduleAtFixedRate(machine::look, 1, 1, TimeUnit.SECONDS);
    }

    /** Begins to watch event loops. */
    public synchronized void watch(Iterable<? extends ScheduledExecutorService> eventLoops) {
        eventLoops.forEach(each -> loops.add(Probe.on(each)));
    }

    /** What was seen until now. */
    public synchronized SelfFigures figures() {
        if (started) {
            machine.look();
        }
        return new SelfFigures(
                started ? (System.nanoTime() - startedNs) / 1e9 : 0,
                sum(loops),
                sum(threads),
                gc.pauses(),
                machine.processors(),
                machine.files());
    }

    private static Histogram sum(List<Probe> probes) {
        var sum = new Histogram(SIGNIFICANT_DIGITS);
        probes.forEach(each -> each.addTo(sum));
        return sum;
    }

    /** Ends it; what was seen stays. */
    @Override
    public synchronized void close() {
        loops.forEach(Probe::end);
        threads.forEach(Probe::end);
        probed.shutdownNow();
        looking.shutdownNow();
        gc.end();
    }

    private static ScheduledExecutorService daemon(String name) {
        return Executors.newSingleThreadScheduledExecutor(task -> {
            var thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        });
    }
}
