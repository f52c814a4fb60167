package dev.llmemulator.load.watch;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * Measures on an event loop, or a thread, how late a task runs that is due every ten milliseconds. (jHiccup, which works
 * alike, watches one thread of its own and cannot watch event loops.)
 */
final class Probe implements Runnable {
    private static final long PERIOD_NS = TimeUnit.MILLISECONDS.toNanos(10);

    private final ScheduledExecutorService executor;
    private final Lateness lateness = new Lateness(System.nanoTime(), PERIOD_NS);
    private volatile boolean ended;

    private Probe(ScheduledExecutorService executor) {
        this.executor = executor;
    }

    static Probe on(ScheduledExecutorService executor) {
        var probe = new Probe(executor);
        probe.run();
        return probe;
    }

    /** Is called by the executor. */
    @Override
    public void run() {
        if (ended) {
            return;
        }
        var nowNs = System.nanoTime();
        var nextNs = lateness.ranAt(nowNs);
        try {
            var unused = executor.schedule(this, nextNs - nowNs, TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // The run is over.
            ended = true;
        }
    }

    /** Adds the lateness until now to a histogram of microseconds. A run that is overdue counts, too. */
    void addTo(Histogram sum) {
        if (!ended) {
            lateness.ranAt(System.nanoTime());
        }
        lateness.addTo(sum);
    }

    void end() {
        ended = true;
    }
}
