/** A bare publisher: shows what the cluster carries when a publisher does nothing else. */
@NullMarked
package dev.llmemulator.bench.publisher;

import org.jspecify.annotations.NullMarked;
