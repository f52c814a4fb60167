/** Watches the parts of a cluster during a run: what each says of itself, what it costs, and which one is full. */
@NullMarked
package dev.llmemulator.load.parts;

import org.jspecify.annotations.NullMarked;
