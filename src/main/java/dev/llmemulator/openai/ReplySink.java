package dev.llmemulator.openai;

import dev.llmemulator.pacing.Outgoing;
import dev.llmemulator.pacing.PublishException;
import dev.llmemulator.pacing.Sink;
import dev.llmemulator.stream.AnswerEvent;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes events into the open replies that wait for them. Its nodes are lanes, each of which writes one batch at a time:
 * a write takes the processor and never waits for a client.
 */
final class ReplySink implements Sink<OpenReply> {
    private static final Logger LOG = LoggerFactory.getLogger(ReplySink.class);

    private final List<String> lanes;
    private final Map<String, OpenReply> expected = new ConcurrentHashMap<>();

    ReplySink(int lanes) {
        this.lanes = IntStream.range(0, lanes).mapToObj(i -> "lane " + i).toList();
    }

    /** Prepares for the answer of a session. */
    void expect(String sessionId, OpenReply reply) {
        expected.put(sessionId, reply);
    }

    void forget(String sessionId) {
        expected.remove(sessionId);
    }

    @Override
    public List<String> nodes() {
        return lanes;
    }

    @Override
    public OpenReply destination(AnswerEvent event) {
        var reply = Objects.requireNonNull(expected.remove(event.sessionId()));
        reply.begin();
        return reply;
    }

    @Override
    public @Nullable PublishException[] send(int node, List<Outgoing<OpenReply>> batch) {
        var outcomes = new @Nullable PublishException[batch.size()];
        for (var i = 0; i < outcomes.length; i++) {
            outcomes[i] = taken(batch.get(i));
        }
        return outcomes;
    }

    /** An exception must not end the other answers of the batch. */
    private static @Nullable PublishException taken(Outgoing<OpenReply> outgoing) {
        try {
            outgoing.destination().take(outgoing.event(0));
            return null;
        } catch (RuntimeException e) {
            LOG.error("An event could not be written.", e);
            return PublishException.permanent("The emulator could not write an event; its log says why");
        }
    }

    @Override
    public void close() {}
}
