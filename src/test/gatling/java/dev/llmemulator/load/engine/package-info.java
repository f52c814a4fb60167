/**
 * All use of Gatling's internals: waiting, doing two things at once, watching connections, rows of our own, warming up,
 * stopping. {@code GatlingInternalsTest} says what is relied on.
 */
@NullMarked
package dev.llmemulator.load.engine;

import org.jspecify.annotations.NullMarked;
