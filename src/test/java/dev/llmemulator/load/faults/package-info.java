/** True streams of answers, and every fault that the load test has a name for, to be injected into them at random. */
@NullMarked
package dev.llmemulator.load.faults;

import org.jspecify.annotations.NullMarked;
