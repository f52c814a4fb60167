/** The time: ours, that of the servers, and how far theirs is from ours. */
@NullMarked
package dev.llmemulator.load.clock;

import org.jspecify.annotations.NullMarked;
