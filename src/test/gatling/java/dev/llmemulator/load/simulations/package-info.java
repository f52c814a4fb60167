/** The questions put to the system: a journey, how many users take it, and what has to be true afterwards. */
@NullMarked
package dev.llmemulator.load.simulations;

import org.jspecify.annotations.NullMarked;
