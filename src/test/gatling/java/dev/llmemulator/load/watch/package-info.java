/** How the load test watches itself while it measures, and how it tells that it was the bottleneck and not the system. */
@NullMarked
package dev.llmemulator.load.watch;

import org.jspecify.annotations.NullMarked;
