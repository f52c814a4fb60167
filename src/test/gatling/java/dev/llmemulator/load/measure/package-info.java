/** The figures of a run: what is timed and counted while it goes on, and what is known of it at one moment. */
@NullMarked
package dev.llmemulator.load.measure;

import org.jspecify.annotations.NullMarked;
