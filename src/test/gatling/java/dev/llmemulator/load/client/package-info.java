/**
 * Reads what a browser reads, for load test, benchmarks and tests: the frames of a WebSocket, the integrity of the
 * answers in them, and the JWTs that users sign in with. It needs nothing else of this project.
 */
@NullMarked
package dev.llmemulator.load.client;

import org.jspecify.annotations.NullMarked;
