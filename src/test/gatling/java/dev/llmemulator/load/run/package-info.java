/** A run as a whole: starts, checks and warms up the servers, shows progress, and always ends with a verdict. */
@NullMarked
package dev.llmemulator.load.run;

import org.jspecify.annotations.NullMarked;
