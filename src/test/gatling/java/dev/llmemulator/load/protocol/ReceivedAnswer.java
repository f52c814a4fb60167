package dev.llmemulator.load.protocol;

import dev.llmemulator.load.client.Anomaly;
import java.util.List;

/**
 * What a user has of an answer when it is through with it.
 *
 * @param tokens that came, each counted once
 * @param complete whether the completion marker came, and the HTTP reply too unless somebody else asked
 * @param refused whether the request ended without an answer
 * @param stopped whether the user stopped the answer before its end
 * @param anomalies what is wrong with the stream, measured by a complete one; empty if nothing was asked
 */
public record ReceivedAnswer(int tokens, boolean complete, boolean refused, boolean stopped, List<Anomaly> anomalies) {}
