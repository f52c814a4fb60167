/** Users at small cost: they read a channel over a WebSocket, ask over HTTP and check every answer. */
@NullMarked
package dev.llmemulator.bench.clients;

import org.jspecify.annotations.NullMarked;
