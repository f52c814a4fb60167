/** The frames of Centrifugo's protocol, read into what they say of a stream. */
@NullMarked
package dev.llmemulator.load.frames;

import org.jspecify.annotations.NullMarked;
