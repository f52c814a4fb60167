/** A stand-in for Centrifugo inside the JVM: its WebSocket JSON protocol and HTTP API on loopback, all in memory. */
@NullMarked
package dev.llmemulator.standin;

import org.jspecify.annotations.NullMarked;
