package dev.llmemulator.pacing;

import java.util.List;

/** Events of different answers that go out together, in the order in which they became ready. */
record Batch<D>(Node node, List<Outgoing<D>> events, long sentNs) {}
