package dev.llmemulator.centrifugo;

import java.util.List;

/**
 * Publications of distinct channels that go out together.
 *
 * @param node that carries them
 * @param publications in the order in which they became ready
 * @param sentNs nano time at which they were taken for sending
 */
record Batch(ApiNode node, List<Outgoing> publications, long sentNs) {}
