/** Whether a run has passed, by which criteria, and if not, why. */
@NullMarked
package dev.llmemulator.load.verdict;

import org.jspecify.annotations.NullMarked;
