package dev.llmemulator.pacing;

import java.util.List;

/**
 * Events of different answers that go out together.
 *
 * @param node the node that carries them
 * @param events in the order in which they became ready
 * @param sentNs nano time at which they were taken for sending
 */
record Batch<D>(Node node, List<Outgoing<D>> events, long sentNs) {}
