package dev.llmemulator.bench.publisher;

import dev.llmemulator.bench.clients.Arrivals;
import dev.llmemulator.bench.clients.Figures;
import dev.llmemulator.bench.clients.Measured;
import dev.llmemulator.bench.clients.Readers;
import dev.llmemulator.bench.clients.Sessions;
import dev.llmemulator.bench.clients.Window;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import dev.llmemulator.bench.system.Target;
import dev.llmemulator.load.measure.EpochClock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Readers of what the bare publisher sends. */
public final class BareRun {
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(10);

    private final Network reading;
    private final Target target;
    private final Processes processes;

    /** @param reading carries the readers; the publisher has a thread of its own */
    public BareRun(Network reading, Target target, Processes processes) {
        this.reading = reading;
        this.target = target;
        this.processes = processes;
    }

    /** Publishes to as many channels as there are clients, and counts after the warm-up while the window is open. */
    @SuppressWarnings("try") // The resources need only be open.
    public Measured measure(int clients, int lanes, Duration warmUp, Duration window) throws Exception {
        var figures = new Figures();
        var clock = new EpochClock();
        var sessions = Sessions.fresh(clients);
        var channels = sessions.stream().map(Readers::channel).toList();
        var arrivals = new Count(figures);
        try (var history = new Sessions(target, sessions);
                var readers = Readers.open(reading, target, clock, sessions, session -> arrivals);
                var publishing = new Network("publishing");
                var publisher = new BarePublisher(
                        publishing,
                        target,
                        clock,
                        channels,
                        lanes,
                        reason -> reading.after(0, () -> figures.violation(reason)))) {
            publisher.start();
            Thread.sleep(warmUp.toMillis());
            var measured = Window.measure(reading, figures, processes, window);
            publisher.stop();
            awaitAll(publisher.published(), arrivals, figures);
            return measured;
        }
    }

    private void awaitAll(long published, Count arrivals, Figures figures) throws InterruptedException {
        var endNs = System.nanoTime() + LIMIT_NS;
        while (reading.call(() -> arrivals.received) < published && System.nanoTime() - endNs < 0) {
            Thread.sleep(10);
        }
        reading.run(() -> {
            if (arrivals.received != published) {
                figures.violation("%d received of %d published".formatted(arrivals.received, published));
            }
        });
    }

    private static final class Count implements Arrivals {
        private final Figures figures;
        private long received;

        Count(Figures figures) {
            this.figures = figures;
        }

        @Override
        public void token(long dueUs, long sentUs, long arrivedUs) {
            received++;
            figures.received(dueUs, sentUs, arrivedUs);
        }

        @Override
        public void answered(String sha256, long arrivedUs) {
            received++;
        }

        @Override
        public void violation(String what) {
            figures.violation(what);
        }
    }
}
