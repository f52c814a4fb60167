/**
 * Pacing: which event goes out when, in which batch and to which node, with retries, deadlines and cool-downs. Knows no
 * broker and no JSON; a {@link dev.llmemulator.pacing.Sink} sends the batches.
 */
@NullMarked
package dev.llmemulator.pacing;

import org.jspecify.annotations.NullMarked;
