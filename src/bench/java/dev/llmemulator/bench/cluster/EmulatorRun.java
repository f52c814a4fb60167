package dev.llmemulator.bench.cluster;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Users who read answers of the emulators without a pause, a token every 10 ms. */
public final class EmulatorRun {
    /** Of an answer where nothing else is said. */
    public static final int WORDS = 100;

    private static final long SPREAD_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private EmulatorRun() {}

    /** Lets users come spread over a second, and counts after the warm-up for as long as the window is open. */
    @SuppressWarnings("try") // The readers need only be open.
    public static Measured measure(
            NativeCluster cluster, int clients, int words, boolean changeChannels, Duration warmUp, Duration window)
            throws Exception {
        var network = cluster.network();
        var figures = new WindowFigures();
        var users = Stream.generate(() -> new User(cluster, figures, words, changeChannels))
                .limit(clients)
                .toList();
        try (var readers = new Readers(cluster, users)) {
            for (var user = 0; user < clients; user++) {
                network.after(user * SPREAD_NS / clients, users.get(user)::ask);
            }
            Thread.sleep(warmUp.toMillis());
            var measured = Measured.during(window, cluster, figures);
            // Users go on until the last answer that counts is here: it must not end on a system at rest.
            network.await(LIMIT, () -> figures.unanswered() == 0);
            network.run(() -> users.forEach(User::stop));
            network.await(LIMIT, () -> users.stream().noneMatch(User::isWaiting));
            network.run(() ->
                    users.stream().filter(User::isWaiting).forEach(user -> user.violation("answer that never ended")));
            return measured;
        }
    }

    /** The same with users who keep one channel over all their answers. */
    public static Measured measure(NativeCluster cluster, int clients, int words, Duration warmUp, Duration window)
            throws Exception {
        return measure(cluster, clients, words, false, warmUp, window);
    }
}
