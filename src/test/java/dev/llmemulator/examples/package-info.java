/** The backends of {@code examples/}, and OpenAI's clients, with the emulator as their LLM. */
@NullMarked
package dev.llmemulator.examples;

import org.jspecify.annotations.NullMarked;
