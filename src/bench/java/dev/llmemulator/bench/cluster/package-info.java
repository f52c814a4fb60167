/** The native cluster as benchmarks see it: users at small cost, a bare publisher, and the processes' figures. */
@NullMarked
package dev.llmemulator.bench.cluster;

import org.jspecify.annotations.NullMarked;
