/** The only place that touches Gatling's internals: waiting, forking, tapping a socket, rows of our own, warming up, stopping. */
@NullMarked
package dev.llmemulator.load.engine;

import org.jspecify.annotations.NullMarked;
