package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.load.measure.EpochClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;

/** Users who read answers of the emulators without a pause, a token every 10 ms. */
public final class EmulatorRun {
    /** Of an answer where nothing else is said. */
    public static final int WORDS = 100;

    private static final Duration DELAY = Duration.ofMillis(10);
    private static final long SPREAD_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Network network;
    private final NativeCluster cluster;

    public EmulatorRun(Network network, NativeCluster cluster) {
        this.network = network;
        this.cluster = cluster;
    }

    /** Measures with answers of 100 words. */
    public Measured measure(int clients, Duration warmUp, Duration window) throws Exception {
        return measure(clients, WORDS, warmUp, window);
    }

    /** Lets users come spread over a second, and counts after the warm-up for as long as the window is open. */
    @SuppressWarnings("try") // The readers need only be open.
    public Measured measure(int clients, int words, Duration warmUp, Duration window) throws Exception {
        var figures = new WindowFigures();
        var clock = new EpochClock();
        var questions = new Questions(network, cluster.questions());
        var users = new HashMap<String, User>();
        var sessions = Sessions.fresh(clients);
        for (var session : sessions) {
            users.put(session, new User(questions, new Question(session, words, Duration.ZERO, DELAY), clock, figures));
        }
        try (var readers = Readers.open(network, cluster, clock, sessions, users::get)) {
            var delayNs = 0L;
            for (var user : users.values()) {
                network.after(delayNs, user::ask);
                delayNs += SPREAD_NS / clients;
            }
            Thread.sleep(warmUp.toMillis());
            var measured = Measured.during(window, network, figures, cluster.processes());
            // Users go on until the last answer that counts is here: it must not end on a system at rest.
            network.await(LIMIT, () -> figures.unanswered() == 0);
            network.run(() -> users.values().forEach(User::stop));
            network.await(LIMIT, () -> users.values().stream().noneMatch(User::isWaiting));
            network.run(() -> users.values().stream()
                    .filter(User::isWaiting)
                    .forEach(user -> user.violation("answer that never ended")));
            return measured;
        }
    }
}
