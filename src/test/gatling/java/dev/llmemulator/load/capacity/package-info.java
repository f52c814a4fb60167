/** Finds the highest load that keeps the objectives: what to try next, one trial of a load, and the result. */
@NullMarked
package dev.llmemulator.load.capacity;

import org.jspecify.annotations.NullMarked;
