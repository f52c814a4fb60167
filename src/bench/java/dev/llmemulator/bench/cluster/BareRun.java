package dev.llmemulator.bench.cluster;

import dev.llmemulator.bench.cluster.PostConnection.Reply;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Readers of a publisher that publishes as fast as the cluster takes it: a few workers, each with one parallel batch
 * under way that holds one publication of each of its channels.
 */
public final class BareRun {
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int LAST_ANSWER_SECONDS = 15;

    private final NativeCluster cluster;
    private final List<ChannelReader> all;
    private final int workerCount;
    private final WindowFigures figures = new WindowFigures();
    private final CountDownLatch workersUnderWay;
    // Publications that the cluster has accepted, markers included.
    private final LongAdder published = new LongAdder();
    private volatile boolean stopping;

    public BareRun(NativeCluster cluster, int clients, int workerCount) {
        this.cluster = cluster;
        this.all = Stream.generate(() -> new ChannelReader(cluster, figures))
                .limit(clients)
                .toList();
        this.workerCount = workerCount;
        this.workersUnderWay = new CountDownLatch(workerCount);
    }

    /** Publishes to as many channels as there are clients, and counts after the warm-up while the window is open. */
    @SuppressWarnings("try") // The readers need only be open.
    public Measured measure(Duration warmUp, Duration window) throws Exception {
        // The publisher has a thread of its own.
        try (var readers = new Readers(cluster, all);
                var publishing = new Network("publishing")) {
            var workers = new ArrayList<Worker>();
            for (var number = 0; number < workerCount; number++) {
                var answers = new ArrayList<BareAnswer>();
                for (var channel = number; channel < all.size(); channel += workerCount) {
                    answers.add(new BareAnswer(all.get(channel).channel()));
                }
                workers.add(new Worker(publishing, number, answers));
            }
            publishing.run(() -> workers.forEach(Worker::publish));
            Thread.sleep(warmUp.toMillis());
            var measured = Measured.during(window, cluster, figures);
            stopping = true;
            workersUnderWay.await(LAST_ANSWER_SECONDS, TimeUnit.SECONDS);
            checkAllReceived();
            workers.forEach(worker -> worker.api.close());
            return measured;
        }
    }

    private void checkAllReceived() throws InterruptedException {
        cluster.network().await(LIMIT, () -> figures.publications() >= published.sum());
        cluster.network().run(() -> {
            if (figures.publications() != published.sum()) {
                figures.violation("%d received of %d published".formatted(figures.publications(), published.sum()));
            }
        });
    }

    /** Publishes all its channels' next publications at once, and again when the API has replied. */
    private final class Worker {
        private final List<BareAnswer> answers;
        private final PostConnection api;
        private final StringBuilder json = new StringBuilder();

        Worker(Network network, int number, List<BareAnswer> answers) {
            this.answers = answers;
            this.api = new PostConnection(network, NativeCluster.APIS.get(number % NativeCluster.APIS.size()));
        }

        void publish() {
            json.setLength(0);
            json.append("{\"parallel\":true,\"commands\":[");
            var nowUs = figures.nowUs();
            for (var answer : answers) {
                json.append("{\"publish\":");
                answer.appendNext(json, nowUs);
                json.append("},");
            }
            json.setLength(json.length() - 1);
            json.append("]}");
            var unused = api.post("/api/batch", cluster.apiKey(), json).thenAccept(this::goOn);
        }

        private void goOn(Reply reply) {
            if (!reply.isAccepted()) {
                var reason = "publish request refused, HTTP status " + reply.status();
                cluster.network().after(0, () -> figures.violation(reason));
                workersUnderWay.countDown();
                return;
            }
            published.add(answers.size());
            if (stopping && answers.get(0).isAtEnd()) {
                workersUnderWay.countDown();
            } else {
                publish();
            }
        }
    }
}
