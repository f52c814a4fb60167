/** Watches the load test itself while it measures, and finds out whether it was the bottleneck, and why. */
@NullMarked
package dev.llmemulator.load.watch;

import org.jspecify.annotations.NullMarked;
