package dev.llmemulator.pacing;

import java.util.List;

/**
 * Answers whose events go out together, in the order in which they became ready.
 *
 * @param events of all of them
 */
record Batch<D>(Node node, List<Outgoing<D>> answers, int events, long sentNs) {
    /** Whether an answer has several events in it. */
    boolean isSequential() {
        return events > answers.size();
    }
}
