/** Clocks. */
@NullMarked
package dev.llmemulator.time;

import org.jspecify.annotations.NullMarked;
