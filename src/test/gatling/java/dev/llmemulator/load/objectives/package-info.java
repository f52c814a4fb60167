/** Objectives: what a run must reach ({@code -Dslo}), what makes an answer a good one ({@code -Dgood}), and whether they were met. */
@NullMarked
package dev.llmemulator.load.objectives;

import org.jspecify.annotations.NullMarked;
