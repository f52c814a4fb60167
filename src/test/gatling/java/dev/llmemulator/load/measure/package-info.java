/** What a run saw: each answer as its user had it, the figures of the run, and the summary made of them. */
@NullMarked
package dev.llmemulator.load.measure;

import org.jspecify.annotations.NullMarked;
