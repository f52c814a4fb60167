/** What a run has to say at its end: one summary, told to people and to programs. */
@NullMarked
package dev.llmemulator.load.report;

import org.jspecify.annotations.NullMarked;
