/** Metrics: what happens in the emulator as numbers, and the page {@code GET /metrics} for Prometheus. */
@NullMarked
package dev.llmemulator.metrics;

import org.jspecify.annotations.NullMarked;
