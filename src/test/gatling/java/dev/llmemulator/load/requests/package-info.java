/** Every HTTP call and WebSocket frame that a virtual user makes, each with the name that it has in the report. */
@NullMarked
package dev.llmemulator.load.requests;

import org.jspecify.annotations.NullMarked;
