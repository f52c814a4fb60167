/** What a run saw: each answer as its user had it, and the figures of all of them. */
@NullMarked
package dev.llmemulator.load.measure;

import org.jspecify.annotations.NullMarked;
