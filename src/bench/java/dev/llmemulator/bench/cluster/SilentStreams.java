package dev.llmemulator.bench.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Answers of the first emulator that nobody reads, under way until whoever asked hangs up. */
public final class SilentStreams implements AutoCloseable {
    private static final int QUESTIONS_PER_SECOND = 1_500;
    private static final long LIMIT_NS = TimeUnit.SECONDS.toNanos(15);
    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final NativeCluster cluster;
    private final List<String> sessions = new ArrayList<>();
    private final List<PostConnection> connections = new ArrayList<>();

    /** Asks evenly spread over time, and returns when all are under way. */
    public SilentStreams(NativeCluster cluster, int count, int words, Duration ttft, Duration delay)
            throws IOException, InterruptedException {
        this.cluster = cluster;
        var startNs = System.nanoTime();
        for (var asked = 0; asked < count; asked++) {
            var dueNs = startNs + TimeUnit.SECONDS.toNanos(asked) / QUESTIONS_PER_SECOND;
            TimeUnit.NANOSECONDS.sleep(dueNs - System.nanoTime());
            var question = new BenchQuestion(UUID.randomUUID().toString(), words, ttft, delay);
            sessions.add(question.session());
            connections.add(question.ask(cluster.network(), NativeCluster.EMULATOR));
        }
        if (!await(count)) {
            var underWay = cluster.answersUnderWay();
            close();
            throw new IllegalStateException("%d of %d streams are under way".formatted(underWay, count));
        }
    }

    /** Hangs up on all, and returns when the emulator has noticed. */
    public void hangUp() throws IOException {
        connections.forEach(PostConnection::close);
        if (!await(0)) {
            throw new IllegalStateException("The emulator goes on with answers that nobody waits for");
        }
    }

    @Override
    public void close() throws IOException {
        hangUp();
        cluster.forget(sessions);
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
