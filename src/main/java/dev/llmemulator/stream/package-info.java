/** The answers under way: each token due at its absolute time, each stream one publication at a time. */
@NullMarked
package dev.llmemulator.stream;

import org.jspecify.annotations.NullMarked;
