/** Clocks, histograms, percentiles with their confidence intervals, and rows for the Gatling report. */
@NullMarked
package dev.llmemulator.load.measure;

import org.jspecify.annotations.NullMarked;
