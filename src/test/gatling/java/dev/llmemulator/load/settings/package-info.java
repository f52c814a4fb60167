/** What a run of the load test is told: read from properties and environment, bounded, and fixed before it starts. */
@NullMarked
package dev.llmemulator.load.settings;

import org.jspecify.annotations.NullMarked;
