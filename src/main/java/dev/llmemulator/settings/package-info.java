/** The emulator's settings: one record per group, built from names and text, each value checked against its bounds. */
@NullMarked
package dev.llmemulator.settings;

import org.jspecify.annotations.NullMarked;
