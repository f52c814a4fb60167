package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Processes;
import dev.llmemulator.bench.system.Target;
import dev.llmemulator.load.measure.EpochClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Users who read answers of the emulators without a pause, a token every 10 ms. */
public final class EmulatorRun {
    /** Of an answer where nothing else is said. */
    public static final int WORDS = 100;

    private static final Duration DELAY = Duration.ofMillis(10);
    private static final long SPREAD_NS = TimeUnit.SECONDS.toNanos(1);
    private static final Duration LIMIT = Duration.ofSeconds(15);

    private final Network network;
    private final Target target;
    private final Processes processes;

    public EmulatorRun(Network network, Target target, Processes processes) {
        this.network = network;
        this.target = target;
        this.processes = processes;
    }

    /** As the other one, with answers of 100 words. */
    public Measured measure(int clients, Duration warmUp, Duration window) throws Exception {
        return measure(clients, WORDS, warmUp, window);
    }

    /** Lets users come spread over a second, and counts after the warm-up for as long as the window is open. */
    @SuppressWarnings("try") // The resources need only be open.
    public Measured measure(int clients, int words, Duration warmUp, Duration window) throws Exception {
        var figures = new Figures();
        var clock = new EpochClock();
        var questions = new Questions(network, target.questions());
        var users = new HashMap<String, User>();
        var sessions = Sessions.fresh(clients);
        for (var session : sessions) {
            users.put(session, new User(questions, new Question(session, words, Duration.ZERO, DELAY), clock, figures));
        }
        try (var history = new Sessions(target, sessions);
                var readers = Readers.open(network, target, clock, sessions, users::get)) {
            var delayNs = 0L;
            for (var user : users.values()) {
                network.after(delayNs, user::ask);
                delayNs += SPREAD_NS / clients;
            }
            Thread.sleep(warmUp.toMillis());
            var measured = Window.measure(network, figures, processes, window);
            // Users go on until the last answer that counts is here: it shall not end on a system at rest.
            await(() -> figures.unanswered() == 0);
            network.run(() -> users.values().forEach(User::stop));
            await(() -> users.values().stream().noneMatch(User::waits));
            return measured;
        }
    }

    private void await(BooleanSupplier condition) throws InterruptedException {
        var endNs = System.nanoTime() + LIMIT.toNanos();
        while (!network.call(condition::getAsBoolean) && System.nanoTime() - endNs < 0) {
            Thread.sleep(10);
        }
    }
}
