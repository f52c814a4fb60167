/** The emulated model: the text of an answer and the times its tokens fall due, pure functions of request and seed. */
@NullMarked
package dev.llmemulator.answer;

import org.jspecify.annotations.NullMarked;
