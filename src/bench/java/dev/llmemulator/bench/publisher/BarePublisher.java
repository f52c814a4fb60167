package dev.llmemulator.bench.publisher;

import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.PostConnection;
import dev.llmemulator.load.measure.EpochClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Publishes as fast as the cluster takes it: a few workers, each with one parallel batch under way that holds one
 * publication of each of its channels.
 */
final class BarePublisher implements AutoCloseable {
    private static final int LIMIT_SECONDS = 15;

    private final EpochClock clock;
    private final List<Worker> workers = new ArrayList<>();
    private final CountDownLatch workersAtEnd;
    private final LongAdder published = new LongAdder();
    private volatile boolean stopping;

    /** @param refused called with the reason when the API does not take a batch; its worker then ends */
    BarePublisher(
            Network network,
            NativeCluster cluster,
            EpochClock clock,
            List<String> channels,
            int workerCount,
            Consumer<String> refused) {
        this.clock = clock;
        this.workersAtEnd = new CountDownLatch(workerCount);
        for (var worker = 0; worker < workerCount; worker++) {
            var ofWorker = new ArrayList<BareAnswer>();
            for (var channel = worker; channel < channels.size(); channel += workerCount) {
                ofWorker.add(new BareAnswer(channels.get(channel)));
            }
            workers.add(new Worker(network, cluster, worker, ofWorker, refused));
        }
    }

    void start() {
        workers.forEach(Worker::publish);
    }

    /** Lets every channel come to the end of its answer. */
    void stop() throws InterruptedException {
        stopping = true;
        workersAtEnd.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Publications that the cluster has accepted, markers included. */
    long published() {
        return published.sum();
    }

    @Override
    public void close() {
        workers.forEach(worker -> worker.api.close().syncUninterruptibly());
    }

    private final class Worker {
        private final List<BareAnswer> answers;
        private final PostConnection api;
        private final String apiKey;
        private final StringBuilder json = new StringBuilder();

        Worker(Network network, NativeCluster cluster, int number, List<BareAnswer> answers, Consumer<String> refused) {
            this.answers = answers;
            this.apiKey = cluster.apiKey();
            var node = cluster.apis().get(number % cluster.apis().size());
            this.api = PostConnection.toApi(network, node, this::accepted, reason -> {
                refused.accept(reason);
                workersAtEnd.countDown();
            });
        }

        void publish() {
            json.setLength(0);
            json.append("{\"parallel\":true,\"commands\":[");
            var nowUs = clock.nowUs();
            for (var answer : answers) {
                json.append("{\"publish\":");
                answer.appendNext(json, nowUs);
                json.append("},");
            }
            json.setLength(json.length() - 1);
            json.append("]}");
            api.post("/api/batch", apiKey, json);
        }

        private void accepted() {
            published.add(answers.size());
            if (stopping && answers.get(0).isAtEnd()) {
                workersAtEnd.countDown();
            } else {
                publish();
            }
        }
    }
}
