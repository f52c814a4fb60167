/** Sizing: from what a run measured of the cluster's parts, what more users would need. */
@NullMarked
package dev.llmemulator.load.sizing;

import org.jspecify.annotations.NullMarked;
