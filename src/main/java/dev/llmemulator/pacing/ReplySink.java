package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events into the open replies that wait for them. Its nodes are lanes, each of which writes one batch at a time:
 * a write takes the processor and never waits for a client.
 */
public final class ReplySink<R extends ReplySink.OpenReply> implements Sink<R> {
    private static final Logger LOG = LoggerFactory.getLogger(ReplySink.class);

    /** Enough to use every processor for writing, where there are more streams than one can write to in time. */
    private static final int MOST_LANES = 8;

    private static final int BATCH_SIZE = 64;

    /** Nothing is tried again: what a reply does not take now it never takes. */
    private static final Duration DEADLINE = Duration.ofSeconds(1);

    private final List<String> lanes;
    private final Map<String, R> expected = new ConcurrentHashMap<>();

    /** One of the open replies. One thread at a time calls it. */
    public interface OpenReply {
        /** Sends what comes before the first token. */
        void begin();

        void take(AnswerEvent event);
    }

    public ReplySink() {
        var count = Math.min(MOST_LANES, Runtime.getRuntime().availableProcessors());
        this.lanes = IntStream.range(0, count).mapToObj(i -> "lane " + i).toList();
    }

    /**
     * Starts a pacer that has a worker for each lane.
     *
     * @param around what it writes to instead of this sink, which gets all of it in the end
     */
    public Pacer<R> pacer(UnaryOperator<Sink<R>> around, PacerObserver observer) {
        var window = BatchWindow.adapting(Duration.ZERO);
        return new Pacer<>(around.apply(this), lanes.size(), BATCH_SIZE, window, DEADLINE, DEADLINE, observer);
    }

    /** Prepares for the answer of a session. */
    public void expect(String sessionId, R reply) {
        expected.put(sessionId, reply);
    }

    public void forget(String sessionId) {
        expected.remove(sessionId);
    }

    @Override
    public List<String> nodes() {
        return lanes;
    }

    @Override
    public R destination(AnswerEvent event) {
        var reply = Objects.requireNonNull(expected.remove(event.sessionId()));
        reply.begin();
        return reply;
    }

    @Override
    public @Nullable PublishException[] send(int node, List<Outgoing<R>> batch) {
        var outcomes = new @Nullable PublishException[batch.size()];
        for (var i = 0; i < outcomes.length; i++) {
            outcomes[i] = taken(batch.get(i));
        }
        return outcomes;
    }

    /** An exception must not end the other answers of the batch. */
    private static @Nullable PublishException taken(Outgoing<? extends OpenReply> outgoing) {
        try {
            outgoing.destination().take(outgoing.event(0));
            return null;
        } catch (RuntimeException e) {
            LOG.error("An event could not be written.", e);
            return PublishException.permanent(
                    PublishException.Reason.OWN_FAULT, "The emulator could not write an event; its log says why");
        }
    }

    @Override
    public void close() {}
}
