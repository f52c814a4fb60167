/** Benchmarks: programs that print the figures of the README as tables. Nothing here is a test. */
@NullMarked
package dev.llmemulator.bench;

import org.jspecify.annotations.NullMarked;
