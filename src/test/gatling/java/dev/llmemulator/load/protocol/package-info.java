/** Everything a virtual user says and hears: HTTP requests, WebSocket commands, and the answer as it arrives. */
@NullMarked
package dev.llmemulator.load.protocol;

import org.jspecify.annotations.NullMarked;
