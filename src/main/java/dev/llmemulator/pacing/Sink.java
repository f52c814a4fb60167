package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where batches of events go. It may have several nodes, each of which serves every answer. Several threads use it.
 *
 * @param <D> the destination of one answer in the sink's own terms, made once for all events of the answer
 */
public interface Sink<D> extends AutoCloseable {
    /** The nodes' names, at least one. */
    List<String> nodes();

    /** The destination of an answer, given its first event. */
    D destination(AnswerEvent event);

    /**
     * Sends events of different answers to the node of an index and waits until it is known what became of them. Those
     * of one answer arrive in their order.
     *
     * @return one entry for each answer: null if all its events were delivered, else the reason why one was not; those
     *     after it count as not delivered
     * @throws PublishException if the batch failed as a whole
     */
    @Nullable
    PublishException[] send(int node, List<Outgoing<D>> batch) throws PublishException;

    @Override
    void close();
}
