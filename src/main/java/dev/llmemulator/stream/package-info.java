/**
 * Answers under way: each is a stream of events (tokens, then a marker), each event due at its absolute time. Knows no
 * JSON and no broker; an {@link dev.llmemulator.stream.AnswerCarrier} delivers the events.
 */
@NullMarked
package dev.llmemulator.stream;

import org.jspecify.annotations.NullMarked;
