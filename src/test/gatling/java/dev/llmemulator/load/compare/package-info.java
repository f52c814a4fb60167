/** Two runs set against each other, from what their {@code summary.json} say. */
@NullMarked
package dev.llmemulator.load.compare;

import org.jspecify.annotations.NullMarked;
