package dev.llmemulator.pacing;

import java.util.List;

/**
 * Answers whose events go out together, in the order in which they became ready.
 *
 * @param answers none if there is nothing to send
 * @param events of all of them
 * @param overdue answers whose event is not tried any more
 */
record Batch<D>(Node node, List<Outgoing<D>> answers, int events, long sentNs, List<Outgoing<D>> overdue) {
    /** Whether an answer has several events in it. */
    boolean isSequential() {
        return events > answers.size();
    }
}
