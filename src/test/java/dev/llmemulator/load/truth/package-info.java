/** The load test held against an emulator of which every delay and every fault is known. */
@NullMarked
package dev.llmemulator.load.truth;

import org.jspecify.annotations.NullMarked;
