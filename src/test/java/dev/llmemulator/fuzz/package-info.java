/** Fuzzing of both servers and of the load test's reader, and the soak: made from seeds, so that a failure comes back. */
@NullMarked
package dev.llmemulator.fuzz;

import org.jspecify.annotations.NullMarked;
