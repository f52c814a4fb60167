/** Reads traced text, which proves itself in whatever pieces and by whatever way it comes (docs/traced-text.md). */
@NullMarked
package dev.llmemulator.load.traced;

import org.jspecify.annotations.NullMarked;
