/**
 * A run as a whole: starts and checks the servers, warms them up, shows progress, and ends with a verdict, whatever
 * ends it.
 */
@NullMarked
package dev.llmemulator.load.run;

import org.jspecify.annotations.NullMarked;
