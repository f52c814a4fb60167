/** Questions to the system: who takes which journey, how many users there are, and when they arrive. */
@NullMarked
package dev.llmemulator.load.simulations;

import org.jspecify.annotations.NullMarked;
