package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.PostConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Answers of the first emulator that nobody reads, under way until whoever asked hangs up. */
public final class SilentStreams implements AutoCloseable {
    private static final int QUESTIONS_PER_SECOND = 1_500;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final NativeCluster cluster;
    private final List<String> sessions;
    private final List<PostConnection> connections = new ArrayList<>();

    private SilentStreams(NativeCluster cluster, List<String> sessions) {
        this.cluster = cluster;
        this.sessions = sessions;
    }

    /** Asks evenly spread over time, and returns when all are under way. */
    public static SilentStreams begin(
            Network network, NativeCluster cluster, int count, int words, Duration ttft, Duration delay)
            throws Exception {
        var names = Sessions.fresh(count);
        var streams = new SilentStreams(cluster, names);
        var questions = new Questions(network, cluster.emulator());
        var startNs = System.nanoTime();
        for (var session : names) {
            var dueNs = startNs + TimeUnit.SECONDS.toNanos(streams.connections.size()) / QUESTIONS_PER_SECOND;
            TimeUnit.NANOSECONDS.sleep(dueNs - System.nanoTime());
            var question = new Question(session, words, ttft, delay);
            var connection = questions.ask(question, (status, body) -> {});
            connection.connected().sync();
            streams.connections.add(connection);
        }
        if (!streams.await(count)) {
            var underWay = cluster.answersUnderWay();
            streams.close();
            throw new IllegalStateException("%d of %d streams are under way".formatted(underWay, count));
        }
        return streams;
    }

    /** Hangs up on all, and returns when the emulator has noticed. */
    public void hangUp() throws IOException {
        connections.stream().map(PostConnection::close).toList().forEach(closed -> closed.awaitUninterruptibly(2_000));
        if (!await(0)) {
            throw new IllegalStateException("The emulator goes on with answers that nobody waits for");
        }
    }

    @Override
    public void close() throws IOException {
        hangUp();
        Sessions.forget(sessions, cluster);
    }

    private boolean await(int answers) throws IOException {
        var endNs = System.nanoTime() + LIMIT_NS;
        while (cluster.answersUnderWay() != answers) {
            if (System.nanoTime() - endNs > 0) {
                return false;
            }
            LockSupport.parkNanos(PAUSE_NS);
        }
        return true;
    }
}
