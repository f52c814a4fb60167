/** The way out: when each publication is due, in batches to the HTTP API of Centrifugo, in order within a channel, retried, never doubled. */
@NullMarked
package dev.llmemulator.centrifugo;

import org.jspecify.annotations.NullMarked;
