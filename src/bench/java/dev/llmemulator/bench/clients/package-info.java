/** Users at small cost: they read their channel over a WebSocket, ask over HTTP, and prove every answer. */
@NullMarked
package dev.llmemulator.bench.clients;

import org.jspecify.annotations.NullMarked;
