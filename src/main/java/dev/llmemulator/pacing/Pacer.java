package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerCarrier;
import dev.llmemulator.stream.AnswerFeed;
import dev.llmemulator.stream.AnswerObserver;
import dev.llmemulator.stream.PublishState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the events of all answers to a sink when they are due, in batches and by several workers. A worker is a thread
 * with at most one batch under way. It takes what the {@link Dispatcher} says is due, sends it, waits for the reply,
 * and gives the feeds back. So one wake-up serves all that is due, and no thread hands over to another.
 */
public final class Pacer<D> implements AnswerCarrier {
    private static final Logger LOG = LoggerFactory.getLogger(Pacer.class);

    private final Sink<D> sink;
    private final int nodeCount;
    private final long deadlineNs;
    private final long markerDeadlineNs;
    private final PacerObserver observer;
    private final SharedDispatcher<D> dispatcher;
    private final List<Thread> workers;

    /**
     * Starts the workers.
     *
     * @param sink where events go; {@link #close} closes it
     * @param window how long a due event is held for a larger batch
     * @param deadline how long one event is tried before its answer fails
     * @param markerDeadline how long the marker of a failed answer is tried, while its client waits for the reply
     */
    public Pacer(
            Sink<D> sink,
            int workers,
            int batchSize,
            BatchWindow window,
            Duration deadline,
            Duration markerDeadline,
            PacerObserver observer) {
        var nodes = new ArrayList<Node>();
        for (var name : sink.nodes()) {
            nodes.add(new Node(nodes.size(), name));
        }
        this.sink = sink;
        this.nodeCount = nodes.size();
        this.deadlineNs = deadline.toNanos();
        this.markerDeadlineNs = markerDeadline.toNanos();
        this.observer = observer;
        this.dispatcher = new SharedDispatcher<>(new Dispatcher<>(nodes, window, batchSize, workers));
        this.workers = IntStream.range(0, workers).mapToObj(this::worker).toList();
        observer.starts(sink.nodes(), dispatcher::state);
        this.workers.forEach(Thread::start);
    }

    private Thread worker(int number) {
        var thread = new Thread(this::work, "publish-worker-" + number);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void add(AnswerFeed feed) {
        var outgoing = new Outgoing<>(feed, sink.destination(feed.event()));
        outgoing.mayTake(deadlineNs);
        if (!dispatcher.add(outgoing)) {
            stop(feed);
        }
    }

    @Override
    public void recheck(AnswerFeed feed) {
        dispatcher.recheck(feed);
    }

    @Override
    public AnswerObserver observer() {
        return observer;
    }

    @Override
    public PublishState state() {
        return dispatcher.state();
    }

    private void work() {
        try {
            for (var batch = dispatcher.take(); batch != null; batch = dispatcher.take()) {
                giveUp(batch.overdue());
                if (!batch.answers().isEmpty()) {
                    carry(batch);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        stopAllLeft();
    }

    private void giveUp(List<Outgoing<D>> overdue) {
        if (!overdue.isEmpty()) {
            dispatcher.goOn(overdue.stream()
                    .filter(outgoing -> fails(outgoing, outgoing.failure()))
                    .toList());
        }
    }

    private void carry(Batch<D> batch) {
        @Nullable PublishException[] outcomes;
        PublishException nodeFailure = null;
        try {
            outcomes = sink.send(batch.node().index, batch.answers());
        } catch (PublishException e) {
            outcomes = allOf(batch, e);
            nodeFailure = e.isTemporary() ? e : null;
        } catch (RuntimeException e) {
            LOG.error("A batch could not be sent. [events={}]", batch.events(), e);
            outcomes = allOf(
                    batch,
                    PublishException.permanent(
                            PublishException.Reason.OWN_FAULT,
                            "The emulator could not send a batch; its log says why"));
        }
        settle(batch, outcomes, nodeFailure);
    }

    private static @Nullable PublishException[] allOf(Batch<?> batch, PublishException reason) {
        var outcomes = new @Nullable PublishException[batch.answers().size()];
        Arrays.fill(outcomes, reason);
        return outcomes;
    }

    private void settle(Batch<D> batch, @Nullable PublishException[] outcomes, @Nullable PublishException nodeFailure) {
        var endNs = System.nanoTime();
        var goingOn = new ArrayList<Outgoing<D>>(outcomes.length);
        var retries = new ArrayList<Outgoing<D>>();
        var failures = new LinkedHashMap<Outgoing<D>, PublishException>();
        var delivered = 0;
        var lateness = new Lateness(batch.events(), batch.sentNs());
        for (var i = 0; i < outcomes.length; i++) {
            var outgoing = batch.answers().get(i);
            var reason = outcomes[i];
            outgoing.feed().returned(reason != null && reason.isInDoubt(), endNs);
            if (reason == null) {
                delivered += outgoing.events();
                lateness.add(outgoing, outgoing.events());
                goingOn.add(outgoing);
                continue;
            }
            if (reason.delivered() > 0) {
                delivered += reason.delivered();
                lateness.add(outgoing, reason.delivered());
                var unused = accepted(outgoing.feed(), reason.delivered());
                outgoing.becomesReady(endNs);
            }
            if (reason.isTemporary()) {
                if (outgoing.event(0).type().isEarlyEnd()) {
                    outgoing.failsWithin(markerDeadlineNs);
                }
                outgoing.failedAt(
                        endNs,
                        nodeCount,
                        ThreadLocalRandom.current().nextDouble(),
                        String.valueOf(reason.getMessage()));
            }
            var isTriedAgain = reason.isTemporary() && outgoing.isInTime();
            observer.failed(batch.node().index, reason.reason(), isTriedAgain);
            if (isTriedAgain) {
                retries.add(outgoing);
            } else {
                failures.put(outgoing, reason);
            }
        }
        // Before the feeds are told: a client that learns that its answer ended must find nothing of it under way.
        var news = dispatcher.ended(batch, nodeFailure == null, delivered, endNs, retries);
        observer.sent(batch.node().index, batch.events(), endNs - batch.sentNs(), nodeFailure == null);
        lateness.tell(observer);
        if (news) {
            observer.changed(batch.node().index, nodeFailure == null);
        }
        log(batch.node(), nodeFailure, news);
        goingOn.removeIf(outgoing -> !accepted(outgoing.feed(), outgoing.events()));
        failures.forEach((outgoing, reason) -> {
            if (fails(outgoing, String.valueOf(reason.getMessage()))) {
                goingOn.add(outgoing);
            }
        });
        dispatcher.goOn(goingOn);
    }

    private static void log(Node node, @Nullable PublishException failure, boolean news) {
        if (failure == null) {
            if (news) {
                LOG.info("Node works again. [node={}]", node);
            }
        } else if (news) {
            LOG.warn("Node failed. [node={}, reason={}]", node, failure.forTheLog());
        } else {
            LOG.debug("Node still fails. [node={}, reason={}]", node, failure.forTheLog());
        }
    }

    /**
     * Tells a feed that its first events were delivered. An exception must not end the worker, which serves other
     * answers too.
     */
    private static boolean accepted(AnswerFeed feed, int events) {
        try {
            var goesOn = true;
            for (var i = 0; i < events && goesOn; i++) {
                goesOn = feed.accepted();
            }
            return goesOn;
        } catch (RuntimeException e) {
            LOG.error("An answer could not go on. [session={}]", feed.event().sessionId(), e);
            return failed(feed, "The emulator could not go on; its log says why");
        }
    }

    /** Lets an answer fail; true if it has an event that tells so. */
    private boolean fails(Outgoing<D> outgoing, String reason) {
        outgoing.failsWithin(markerDeadlineNs);
        return failed(outgoing.feed(), reason);
    }

    private static boolean failed(AnswerFeed feed, String reason) {
        try {
            return feed.failed(reason);
        } catch (RuntimeException e) {
            LOG.error("An answer could not be ended. [session={}]", feed.event().sessionId(), e);
            return false;
        }
    }

    private void stopAllLeft() {
        dispatcher.takeAll().forEach(outgoing -> stop(outgoing.feed()));
    }

    /** Lets a feed fail until it has no event left. */
    private static void stop(AnswerFeed feed) {
        var left = feed.isWanted();
        while (left) {
            left = failed(feed, "The emulator has stopped");
        }
    }

    @Override
    public void close() {
        dispatcher.close();
        workers.forEach(Thread::interrupt);
        stopAllLeft();
        sink.close();
    }
}
