/** Rows of our own for Gatling's report, held back until many can be handed on at once. */
@NullMarked
package dev.llmemulator.load.rows;

import org.jspecify.annotations.NullMarked;
