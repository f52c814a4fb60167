/**
 * How to talk to a backend that is not ours, as a profile says it: what to ask, who the user is, and what the
 * publications mean. It knows neither Gatling nor sockets.
 */
@NullMarked
package dev.llmemulator.load.target;

import org.jspecify.annotations.NullMarked;
