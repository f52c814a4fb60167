/** Checks the figures of the load test against an emulator whose every delay and fault is known. */
@NullMarked
package dev.llmemulator.load.truth;

import org.jspecify.annotations.NullMarked;
