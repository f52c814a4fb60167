package dev.llmemulator.bench.publisher;

import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Target;
import dev.llmemulator.load.measure.EpochClock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Publishes as fast as the cluster takes it: a few lanes, each with one parallel batch under way that holds one
 * publication of each of its channels.
 */
final class BarePublisher implements AutoCloseable {
    private static final int LIMIT_SECONDS = 15;

    private final EpochClock clock;
    private final List<Lane> lanes = new ArrayList<>();
    private final CountDownLatch lanesAtEnd;
    private final LongAdder published = new LongAdder();
    private volatile boolean stopping;

    /** @param refused called with the reason when the API does not take a batch; its lane then ends */
    BarePublisher(
            Network network,
            Target target,
            EpochClock clock,
            List<String> channels,
            int laneCount,
            Consumer<String> refused) {
        this.clock = clock;
        this.lanesAtEnd = new CountDownLatch(laneCount);
        for (var lane = 0; lane < laneCount; lane++) {
            var ofLane = new ArrayList<BareAnswer>();
            for (var channel = lane; channel < channels.size(); channel += laneCount) {
                ofLane.add(new BareAnswer(channels.get(channel)));
            }
            lanes.add(new Lane(network, target, lane, ofLane, refused));
        }
    }

    void start() {
        lanes.forEach(Lane::publish);
    }

    /** Lets every channel come to the end of its answer. */
    void stop() throws InterruptedException {
        stopping = true;
        lanesAtEnd.await(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    /** Publications that the cluster has accepted, markers included. */
    long published() {
        return published.sum();
    }

    @Override
    public void close() {
        lanes.forEach(lane -> lane.api.close());
    }

    private final class Lane {
        private final List<BareAnswer> answers;
        private final ApiLane api;
        private final StringBuilder json = new StringBuilder();

        Lane(Network network, Target target, int number, List<BareAnswer> answers, Consumer<String> refused) {
            this.answers = answers;
            var node = target.apis().get(number % target.apis().size());
            this.api = new ApiLane(network, node, target.apiKey(), this::accepted, reason -> {
                refused.accept(reason);
                lanesAtEnd.countDown();
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
            api.post("batch", json);
        }

        private void accepted() {
            published.add(answers.size());
            if (stopping && answers.get(0).isAtEnd()) {
                lanesAtEnd.countDown();
            } else {
                publish();
            }
        }
    }
}
