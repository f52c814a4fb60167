/** Faults that are caused on purpose while a run is going on: the plan, who carries it out, and what came of it. */
@NullMarked
package dev.llmemulator.load.chaos;

import org.jspecify.annotations.NullMarked;
