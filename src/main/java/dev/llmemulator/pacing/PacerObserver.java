package dev.llmemulator.pacing;

import dev.llmemulator.stream.AnswerObserver;
import dev.llmemulator.stream.PublishState;
import java.util.List;
import java.util.function.Supplier;

/**
 * Told what a pacer does: once for each batch and not for each event, so that it costs next to nothing. Several threads
 * call it.
 */
public interface PacerObserver extends AnswerObserver {
    /** Does not care. */
    PacerObserver NONE = new PacerObserver() {};

    /**
     * The pacer starts.
     *
     * @param nodes their names; the other methods tell a node by its index here
     * @param state how the pacer is doing
     */
    default void starts(List<String> nodes, Supplier<PublishState> state) {}

    /** A request with so many events is over, whether or not the node answered it. */
    default void sent(int node, int events, long tookNs, boolean answered) {}

    /**
     * Tokens of one request were delivered.
     *
     * @param lateMicros of each, by how much it was sent after it was due; longer than {@code tokens}, perhaps
     */
    default void delivered(long[] lateMicros, int tokens) {}

    /** What a request held of one answer was not delivered, or not all of it. */
    default void failed(int node, PublishException.Reason reason, boolean isTriedAgain) {}

    /** A node has answered after failures, or failed after answers. */
    default void changed(int node, boolean works) {}
}
