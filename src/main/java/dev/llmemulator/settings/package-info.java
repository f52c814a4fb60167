/** The settings of the emulator, and what any program here needs to list, read and explain its settings. */
@NullMarked
package dev.llmemulator.settings;

import org.jspecify.annotations.NullMarked;
