/** Percentiles of what was measured, where there are values enough for them, and how far they can be trusted. */
@NullMarked
package dev.llmemulator.load.percentiles;

import org.jspecify.annotations.NullMarked;
