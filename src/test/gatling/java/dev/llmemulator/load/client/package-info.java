/**
 * Reads what a browser reads: the frames of a WebSocket, the integrity of the answers in them, and the JWTs that users
 * sign in with. Load test, benchmarks and tests all read by this package. It needs Jackson, java-jwt and the JDK, and
 * nothing else of this project.
 */
@NullMarked
package dev.llmemulator.load.client;

import org.jspecify.annotations.NullMarked;
