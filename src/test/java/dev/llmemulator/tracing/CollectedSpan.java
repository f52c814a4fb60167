package dev.llmemulator.tracing;

import java.util.List;
import java.util.Map;

/**
 * A span that the collector has got.
 *
 * @param parent the id of the span above it, empty for none
 * @param events their names
 * @param links the ids of the spans that it is linked to
 */
record CollectedSpan(
        String service,
        String traceId,
        String parent,
        String id,
        String name,
        Map<String, String> attributes,
        List<String> events,
        List<String> links) {}
