/** Benchmarks: programs that print their figures as tables. They are not tests. */
@NullMarked
package dev.llmemulator.bench;

import org.jspecify.annotations.NullMarked;
