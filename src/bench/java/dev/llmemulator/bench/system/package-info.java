/** The cluster that is measured: addresses, processes, connections to it. */
@NullMarked
package dev.llmemulator.bench.system;

import org.jspecify.annotations.NullMarked;
