/** The answers under way: one pacer for all of them, each token aimed at its absolute due time, one publication at a time. */
@NullMarked
package dev.llmemulator.stream;

import org.jspecify.annotations.NullMarked;
