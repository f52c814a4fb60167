/** Tells of a run while it goes on: the live page for browsers, and metrics for Prometheus and OpenTelemetry. */
@NullMarked
package dev.llmemulator.load.outlets;

import org.jspecify.annotations.NullMarked;
