package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.SerializedString;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A dispatcher in front of nodes that are made of arithmetic, in simulated time: every run is the same, and takes no time.
 * The machine's load follows from what is published: so much for each token and so much for each batch, on two cores.
 */
final class SimulatedCluster {
    static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final int LANES = 8;
    private static final int CORES = 2;

    /** Near the end of the range, so that nano times overflow in mid-run. */
    private static final long START_NS = Long.MAX_VALUE - 3 * SECOND;

    /** What a node does with a batch. */
    interface Behaviour {
        /** Nanoseconds until it replies, or until nobody waits any more. */
        long takesNs(int publications);

        default boolean fails() {
            return false;
        }
    }

    /** What one node was sent. */
    static final class Node {
        private final ApiNode api;
        private Behaviour behaviour;
        int batches;
        int publications;

        private Node(ApiNode api, Behaviour behaviour) {
            this.api = api;
            this.behaviour = behaviour;
        }

        void behaves(Behaviour other) {
            behaviour = other;
        }

        void forgetCounts() {
            batches = 0;
            publications = 0;
        }
    }

    private record Reply(long atNs, Batch batch, boolean failed) {}

    private final long costOfTokenNs;
    private final long costOfBatchNs;
    final List<Node> nodes = new ArrayList<>();
    private final Map<ApiNode, Node> byApi = new HashMap<>();
    private final Linger linger;
    private final Dispatcher dispatcher;
    private final PriorityQueue<Reply> replies =
            new PriorityQueue<>(Comparator.comparingLong(reply -> reply.atNs() - START_NS));
    private final Random random = new Random(7);
    private long nowNs = START_NS;
    private long workedNs;
    private long loadAskedNs = START_NS;
    private double load;

    /** How late tokens went out the time that they were taken, in microseconds; since the last {@link #forget}. */
    final Histogram lateMicros = new Histogram(3);

    int tokens;
    int batches;

    SimulatedCluster(Duration longestLinger, long costOfTokenNs, long costOfBatchNs, Behaviour... behaviours) {
        this.costOfTokenNs = costOfTokenNs;
        this.costOfBatchNs = costOfBatchNs;
        for (var behaviour : behaviours) {
            var node = new Node(new ApiNode(URI.create("http://node" + nodes.size() + ":8000")), behaviour);
            nodes.add(node);
            byApi.put(node.api, node);
        }
        linger = new Linger(longestLinger, this::machineLoad);
        dispatcher = new Dispatcher(nodes.stream().map(node -> node.api).toList(), linger, 200, LANES);
    }

    /** How busy the processors were since this was last asked. */
    private double machineLoad() {
        var elapsedNs = nowNs - loadAskedNs;
        if (elapsedNs > 0) {
            load = Math.min(1, workedNs / (double) (CORES * elapsedNs));
            workedNs = 0;
            loadAskedNs = nowNs;
        }
        return load;
    }

    double load() {
        return load;
    }

    double lingerMs() {
        return linger.ns() / (double) MS;
    }

    long nowMs() {
        return (nowNs - START_NS) / MS;
    }

    PublishState state() {
        return dispatcher.state(nowNs);
    }

    void forget() {
        lateMicros.reset();
        tokens = 0;
        batches = 0;
        nodes.forEach(Node::forgetCounts);
    }

    /** Adds streams of tokens, the first of each within the first gap, spread evenly. */
    List<Stream> add(int streams, int tokens, long gapNs) {
        var added = new ArrayList<Stream>();
        for (var i = 0; i < streams; i++) {
            var stream = new Stream("s" + i, nowNs + gapNs * i / streams, gapNs, tokens);
            added.add(stream);
            dispatcher.add(new Outgoing(stream), nowNs);
        }
        return added;
    }

    /** Lets so much time pass. */
    void run(Duration time) {
        var endNs = nowNs + time.toNanos();
        while (endNs - nowNs > 0) {
            var reply = replies.peek();
            if (reply != null && reply.atNs() - nowNs <= 0) {
                replies.remove();
                take(reply);
                continue;
            }
            var batch = replies.size() < LANES ? dispatcher.take(nowNs) : null;
            if (batch != null) {
                send(batch);
                continue;
            }
            var stepNs = endNs - nowNs;
            if (reply != null) {
                stepNs = Math.min(stepNs, reply.atNs() - nowNs);
            }
            var untilNextNs = dispatcher.untilNextNs(nowNs);
            if (replies.size() < LANES && untilNextNs != Dispatcher.NEVER) {
                stepNs = Math.min(stepNs, Math.max(1, untilNextNs));
            }
            nowNs += stepNs;
        }
    }

    private void send(Batch batch) {
        var node = Objects.requireNonNull(byApi.get(batch.node()));
        var size = batch.publications().size();
        batches++;
        node.batches++;
        node.publications += size;
        for (var outgoing : batch.publications()) {
            tokens++;
            lateMicros.recordValue((nowNs - outgoing.feed.dueNs()) / 1_000);
        }
        workedNs += costOfBatchNs + size * costOfTokenNs;
        replies.add(new Reply(nowNs + node.behaviour.takesNs(size), batch, node.behaviour.fails()));
    }

    /** As a lane does. */
    private void take(Reply reply) {
        var batch = reply.batch();
        if (reply.failed()) {
            dispatcher.failed(batch, nowNs);
            for (var outgoing : batch.publications()) {
                outgoing.failedAt(nowNs, nodes.size(), random.nextDouble());
                dispatcher.addFailed(outgoing);
            }
            return;
        }
        dispatcher.succeeded(batch, batch.publications().size(), nowNs);
        for (var outgoing : batch.publications()) {
            if (outgoing.feed.accepted()) {
                dispatcher.add(outgoing, nowNs);
            }
        }
    }

    /** Tokens at one distance, which checks that it is never begun while it is under way. */
    static final class Stream implements ChannelFeed {
        private final SerializableString channel;
        private final long firstDueNs;
        private final long gapNs;
        private final int tokens;
        int accepted;

        private Stream(String channel, long firstDueNs, long gapNs, int tokens) {
            this.channel = new SerializedString(channel);
            this.firstDueNs = firstDueNs;
            this.gapNs = gapNs;
            this.tokens = tokens;
        }

        boolean isComplete() {
            return accepted == tokens;
        }

        @Override
        public SerializableString channel() {
            return channel;
        }

        @Override
        public long dueNs() {
            return firstDueNs + accepted * gapNs;
        }

        @Override
        public boolean isWanted() {
            return true;
        }

        @Override
        public void begin() {}

        @Override
        public long version() {
            return accepted + 1L;
        }

        @Override
        public SerializableString versionEpoch() {
            return channel;
        }

        @Override
        public void writeData(JsonGenerator json, long nowNs) {}

        @Override
        public boolean accepted() {
            accepted++;
            return accepted < tokens;
        }

        @Override
        public boolean failed(@Nullable PublishException reason) {
            return false;
        }
    }
}
