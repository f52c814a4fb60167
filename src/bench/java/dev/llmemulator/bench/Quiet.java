package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.bench.cluster.BareAnswer;
import dev.llmemulator.bench.cluster.BenchQuestion;
import dev.llmemulator.bench.cluster.ChannelReader;
import dev.llmemulator.bench.cluster.NativeCluster;
import dev.llmemulator.bench.cluster.PostConnection;
import dev.llmemulator.bench.cluster.Readers;
import dev.llmemulator.bench.cluster.WindowFigures;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Measures what the emulator adds when nothing else runs: one reader gets an answer of the emulator, then as many bare
 * publications at the same distance, and so on in turn.
 */
final class Quiet {
    private static final int WORDS = 100;
    private static final Duration DELAY = Duration.ofMillis(10);
    private static final int WARM_UPS = 3;
    private static final int TURNS = 8;
    private static final int LIMIT_SECONDS = 30;

    private final NativeCluster cluster;
    private final WindowFigures emulator = new WindowFigures();
    private final WindowFigures bare = new WindowFigures();
    private final ChannelReader reader;
    private final BareAnswer bareAnswer;

    Quiet(NativeCluster cluster) {
        this.cluster = cluster;
        this.reader = new ChannelReader(cluster, emulator);
        this.bareAnswer = new BareAnswer(reader.channel());
    }

    @SuppressWarnings("try") // The reader needs only be open.
    void run() throws Exception {
        try (var readers = new Readers(cluster, List.of(reader))) {
            measure();
        }
        print();
    }

    private void measure() throws Exception {
        var apis = NativeCluster.APIS.stream()
                .map(node -> new PostConnection(cluster.network(), node))
                .toList();
        var question = new BenchQuestion(reader.session(), WORDS, Duration.ZERO, DELAY);
        for (var turn = 0; turn < WARM_UPS + TURNS; turn++) {
            var counts = turn >= WARM_UPS;
            turnTo(emulator, counts);
            var reply = question.ask(cluster.network(), NativeCluster.QUESTIONS).reply();
            if (reply.get(LIMIT_SECONDS, TimeUnit.SECONDS).status() != 200) {
                throw new IllegalStateException(
                        "The emulator answered with HTTP status " + reply.join().status());
            }
            turnTo(bare, counts);
            publishAnswer(apis);
        }
        Thread.sleep(DELAY.toMillis());
        apis.forEach(PostConnection::close);
    }

    private void turnTo(WindowFigures next, boolean counts) throws InterruptedException {
        // The last token may have been accepted before it was received.
        Thread.sleep(50);
        cluster.network().run(() -> {
            emulator.count(false);
            bare.count(false);
            next.count(counts);
            reader.turnTo(next);
        });
    }

    /** Publishes tokens and marker, one at a time, to the nodes in turn, and returns when the last was accepted. */
    private void publishAnswer(List<PostConnection> apis) throws Exception {
        var startNs = System.nanoTime();
        for (var published = 0; published == 0 || !bareAnswer.isAtEnd(); published++) {
            TimeUnit.NANOSECONDS.sleep(startNs + published * DELAY.toNanos() - System.nanoTime());
            var api = apis.get(published % apis.size());
            var reply = cluster.network().call(() -> post(api)).get(LIMIT_SECONDS, TimeUnit.SECONDS);
            if (!reply.isAccepted()) {
                throw new IllegalStateException("publish request refused, HTTP status " + reply.status());
            }
        }
    }

    // On the network's thread, so that waking it is no part of the delivery.
    private CompletableFuture<PostConnection.Reply> post(PostConnection api) {
        var json = new StringBuilder();
        bareAnswer.appendNext(json, bare.nowUs());
        return api.post("/api/publish", cluster.apiKey(), json);
    }

    private void print() {
        var table = new Table("one stream, 100 words x 10 ms", "p50 ms", "p90 ms", "p99 ms", "goal", "met");
        table.row(row("emulator: due to received", emulator));
        table.row(row("bare publish: sent to received", bare));
        var added = emulator.delayMs(50) - bare.delayMs(50);
        table.row("added", cell("%.2f", added), "", "", "≤ 1", Table.met(added <= 1));
        table.print();
        emulator.printViolations();
        bare.printViolations();
    }

    private static String[] row(String name, WindowFigures figures) {
        return new String[] {
            name,
            cell("%.2f", figures.delayMs(50)),
            cell("%.2f", figures.delayMs(90)),
            cell("%.2f", figures.delayMs(99))
        };
    }
}
