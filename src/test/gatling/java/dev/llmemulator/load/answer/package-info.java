/** One answer as one user experiences it, from connecting to closing. */
@NullMarked
package dev.llmemulator.load.answer;

import org.jspecify.annotations.NullMarked;
