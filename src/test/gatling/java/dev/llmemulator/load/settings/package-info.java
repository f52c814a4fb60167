/** The settings of the load test: the list of them, and the values that one run has from {@code -D}, environment and {@code .env}. */
@NullMarked
package dev.llmemulator.load.settings;

import org.jspecify.annotations.NullMarked;
