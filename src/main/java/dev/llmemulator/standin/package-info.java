/** An in-process stand-in for Centrifugo: its WebSocket JSON protocol and its HTTP API, over loopback, in memory. */
@NullMarked
package dev.llmemulator.standin;

import org.jspecify.annotations.NullMarked;
