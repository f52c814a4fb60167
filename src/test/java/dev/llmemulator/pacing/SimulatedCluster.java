package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerEvent;
import dev.llmemulator.stream.AnswerFeed;
import dev.llmemulator.stream.PublishState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.HdrHistogram.Histogram;

/**
 * A dispatcher in front of simulated nodes, in simulated time: every run is the same, and takes no time. The machine's
 * load is simulated as well: each token and each batch costs a fixed time of one of two processors.
 */
final class SimulatedCluster {
    static final long MS = 1_000_000;
    private static final long SECOND = 1_000 * MS;
    private static final int WORKERS = 8;
    private static final int CORES = 2;
    private static final long COST_OF_TOKEN_NS = 60_000;
    private static final long COST_OF_BATCH_NS = 250_000;

    /** Near the end of the range, so that nano times overflow in mid-run. */
    private static final long START_NS = Long.MAX_VALUE - 3 * SECOND;

    /** What a node does with a batch. */
    interface Behaviour {
        Outcome of(int publications);

        /** The same for a sequential batch. */
        default Outcome inOrder(int publications) {
            return of(publications);
        }
    }

    /** Nanoseconds until a node replies, or until nobody waits any more. */
    record Outcome(long takesNs, boolean failed) {}

    /** A node, and what it was sent. */
    static final class SimulatedNode {
        private final Node node;
        private Behaviour behaviour;
        int batches;
        int publications;

        private SimulatedNode(Node node, Behaviour behaviour) {
            this.node = node;
            this.behaviour = behaviour;
        }

        void behaves(Behaviour other) {
            behaviour = other;
        }
    }

    private record Reply(long atNs, Batch<String> batch, boolean failed) {}

    final List<SimulatedNode> nodes = new ArrayList<>();
    private final BatchWindow window;
    private final Dispatcher<String> dispatcher;
    private final PriorityQueue<Reply> replies =
            new PriorityQueue<>(Comparator.comparingLong(reply -> reply.atNs() - START_NS));
    private final Random random = new Random(7);
    private long nowNs = START_NS;
    private long workedNs;
    private long loadAskedNs = START_NS;
    private double load;

    /** How late tokens went out the time that they were taken, in microseconds; since the last {@link #forget}. */
    final Histogram lateMicros = new Histogram(3);

    /** How long after its last token was due a stream was complete, in microseconds. */
    final Histogram endMicros = new Histogram(3);

    int tokens;
    int batches;
    int sequentialBatches;

    SimulatedCluster(Duration longestWindow, Behaviour... behaviours) {
        for (var behaviour : behaviours) {
            nodes.add(new SimulatedNode(new Node(nodes.size(), "node" + nodes.size()), behaviour));
        }
        window = BatchWindow.adapting(longestWindow, this::machineLoad);
        dispatcher =
                new Dispatcher<>(nodes.stream().map(simulated -> simulated.node).toList(), window, 200, WORKERS);
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

    double windowMs() {
        return window.ns() / (double) MS;
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
        for (var node : nodes) {
            node.batches = 0;
            node.publications = 0;
        }
    }

    /** Adds streams of tokens, the first of each within the first gap, spread evenly. */
    List<Stream> add(int streams, int tokens, long gapNs) {
        var added = new ArrayList<Stream>();
        for (var i = 0; i < streams; i++) {
            var stream = new Stream(nowNs + gapNs * i / streams, gapNs, tokens);
            added.add(stream);
            dispatcher.add(new Outgoing<>(stream, "s" + i), nowNs);
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
            var batch = replies.size() < WORKERS ? dispatcher.take(nowNs) : null;
            if (batch != null) {
                send(batch);
                continue;
            }
            var stepNs = endNs - nowNs;
            if (reply != null) {
                stepNs = Math.min(stepNs, reply.atNs() - nowNs);
            }
            var untilNextNs = dispatcher.untilNextNs(nowNs);
            if (replies.size() < WORKERS && untilNextNs != Dispatcher.NEVER) {
                stepNs = Math.min(stepNs, Math.max(1, untilNextNs));
            }
            nowNs += stepNs;
        }
    }

    private void send(Batch<String> batch) {
        var node = nodes.get(batch.node().index);
        var size = batch.events();
        batches++;
        sequentialBatches += batch.isSequential() ? 1 : 0;
        node.batches++;
        node.publications += size;
        for (var outgoing : batch.answers()) {
            var stream = (Stream) outgoing.feed();
            for (var i = 0; i < outgoing.events(); i++) {
                tokens++;
                lateMicros.recordValue((nowNs - stream.dueNs() - i * stream.gapNs) / 1_000);
            }
        }
        workedNs += COST_OF_BATCH_NS + size * COST_OF_TOKEN_NS;
        var outcome = batch.isSequential() ? node.behaviour.inOrder(size) : node.behaviour.of(size);
        replies.add(new Reply(nowNs + outcome.takesNs(), batch, outcome.failed()));
    }

    /** Does what a worker does with a reply. */
    private void take(Reply reply) {
        var batch = reply.batch();
        if (reply.failed()) {
            dispatcher.ended(batch, false, 0, nowNs);
            for (var outgoing : batch.answers()) {
                outgoing.failedAt(nowNs, nodes.size(), random.nextDouble(), "simulated");
                dispatcher.addRetry(outgoing);
            }
            return;
        }
        dispatcher.ended(batch, true, batch.events(), nowNs);
        for (var outgoing : batch.answers()) {
            outgoing.lossShows();
            var goesOn = false;
            for (var i = 0; i < outgoing.events(); i++) {
                goesOn = outgoing.feed().accepted();
            }
            if (goesOn) {
                dispatcher.add(outgoing, nowNs);
            } else {
                endMicros.recordValue((nowNs - ((Stream) outgoing.feed()).lastDueNs()) / 1_000);
            }
        }
    }

    /** A feed of tokens with equal gaps. */
    static final class Stream implements AnswerFeed {
        private final long firstDueNs;
        private final long gapNs;
        private final int tokens;
        int accepted;

        private Stream(long firstDueNs, long gapNs, int tokens) {
            this.firstDueNs = firstDueNs;
            this.gapNs = gapNs;
            this.tokens = tokens;
        }

        boolean isComplete() {
            return accepted == tokens;
        }

        @Override
        public AnswerEvent event(int ahead) {
            throw new UnsupportedOperationException("Pacing does not look into events");
        }

        @Override
        public long dueNs() {
            return firstDueNs + accepted * gapNs;
        }

        long lastDueNs() {
            return firstDueNs + (tokens - 1) * gapNs;
        }

        @Override
        public boolean isWanted() {
            return true;
        }

        @Override
        public int due(long nowNs, int most) {
            var due = 1;
            while (due < most && accepted + due < tokens && dueNs() + due * gapNs - nowNs <= 0) {
                due++;
            }
            return due;
        }

        @Override
        public long restDueNs(long byNs, int most) {
            return accepted + due(byNs, most) == tokens ? lastDueNs() : dueNs();
        }

        @Override
        public int begin(int events) {
            return events;
        }

        @Override
        public void returned(boolean mayArrive, long nowNs) {}

        @Override
        public boolean accepted() {
            accepted++;
            return accepted < tokens;
        }

        @Override
        public boolean failed(String reason) {
            return false;
        }
    }
}
