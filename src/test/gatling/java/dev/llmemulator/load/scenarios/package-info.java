/** The journeys of virtual users: what each does for an answer, step by step. */
@NullMarked
package dev.llmemulator.load.scenarios;

import org.jspecify.annotations.NullMarked;
