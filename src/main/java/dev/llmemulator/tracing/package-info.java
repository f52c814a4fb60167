/**
 * Tracing: requests, answers and batches as spans of OpenTelemetry. Alone knows its SDK, which is neither loaded nor
 * started where there are no traces.
 */
@NullMarked
package dev.llmemulator.tracing;

import org.jspecify.annotations.NullMarked;
