package dev.llmemulator.bench.publisher;

import dev.llmemulator.bench.clients.Measured;
import dev.llmemulator.bench.clients.Readers;
import dev.llmemulator.bench.clients.Sessions;
import dev.llmemulator.bench.clients.WindowFigures;
import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.load.measure.EpochClock;
import java.time.Duration;

/** Readers of what the bare publisher sends. */
public final class BareRun {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Network reading;
    private final NativeCluster cluster;

    /** @param reading carries the readers; the publisher has a thread of its own */
    public BareRun(Network reading, NativeCluster cluster) {
        this.reading = reading;
        this.cluster = cluster;
    }

    /** Publishes to as many channels as there are clients, and counts after the warm-up while the window is open. */
    @SuppressWarnings("try") // The readers need only be open.
    public Measured measure(int clients, int workers, Duration warmUp, Duration window) throws Exception {
        var figures = new WindowFigures();
        var clock = new EpochClock();
        var sessions = Sessions.fresh(clients);
        var channels = sessions.stream().map(Sessions::channel).toList();
        try (var readers = Readers.open(reading, cluster, clock, sessions, session -> figures);
                var publishing = new Network("publishing");
                var publisher = new BarePublisher(
                        publishing,
                        cluster,
                        clock,
                        channels,
                        workers,
                        reason -> reading.after(0, () -> figures.violation(reason)))) {
            publisher.start();
            Thread.sleep(warmUp.toMillis());
            var measured = Measured.during(window, reading, figures, cluster.processes());
            publisher.stop();
            var published = publisher.published();
            reading.await(LIMIT, () -> figures.publications() >= published);
            reading.run(() -> {
                if (figures.publications() != published) {
                    figures.violation("%d received of %d published".formatted(figures.publications(), published));
                }
            });
            return measured;
        }
    }
}
