/** Recorded traffic: reads who asked when, for how long an answer, from files of several formats. */
@NullMarked
package dev.llmemulator.load.replay;

import org.jspecify.annotations.NullMarked;
