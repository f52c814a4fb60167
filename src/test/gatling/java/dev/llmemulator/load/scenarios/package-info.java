/** The journeys of a virtual user, told as a sequence of requests. */
@NullMarked
package dev.llmemulator.load.scenarios;

import org.jspecify.annotations.NullMarked;
