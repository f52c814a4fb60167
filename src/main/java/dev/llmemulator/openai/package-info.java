/**
 * OpenAI's API over the emulator's answers: requests, directives, the wording of replies, and the sink that streams them.
 */
@NullMarked
package dev.llmemulator.openai;

import org.jspecify.annotations.NullMarked;
