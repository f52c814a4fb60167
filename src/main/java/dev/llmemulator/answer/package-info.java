/** Emulated models: the text of an answer and the due times of its tokens, as pure functions of model and seed. */
@NullMarked
package dev.llmemulator.answer;

import org.jspecify.annotations.NullMarked;
