/** A run as a whole: servers started, system warmed up, progress told, and a verdict at the end, however it ends. */
@NullMarked
package dev.llmemulator.load.run;

import org.jspecify.annotations.NullMarked;
