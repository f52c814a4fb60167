/** Reads what a browser reads: WebSocket frames, the integrity of the answers in them, and the tokens that users sign in with. */
@NullMarked
package dev.llmemulator.load.client;

import org.jspecify.annotations.NullMarked;
