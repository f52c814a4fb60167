/** What a run saw: the record of each stream and its faults, the figures of the run, and the summary made of them. */
@NullMarked
package dev.llmemulator.load.measure;

import org.jspecify.annotations.NullMarked;
