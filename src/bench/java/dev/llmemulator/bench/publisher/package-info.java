/** The bare publisher: what the cluster carries when nothing but publishing is done. */
@NullMarked
package dev.llmemulator.bench.publisher;

import org.jspecify.annotations.NullMarked;
