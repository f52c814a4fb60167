/** The sink for Centrifugo: batches of publications over its HTTP API, to any of its nodes. */
@NullMarked
package dev.llmemulator.centrifugo;

import org.jspecify.annotations.NullMarked;
