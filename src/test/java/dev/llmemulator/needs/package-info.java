/** What tests need of the machine, and what happens where it is missing. */
@NullMarked
package dev.llmemulator.needs;

import org.jspecify.annotations.NullMarked;
