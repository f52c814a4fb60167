/**
 * What a virtual user says and hears: the HTTP request, the WebSocket's commands, the answer as it arrives, and when it
 * is a success.
 */
@NullMarked
package dev.llmemulator.load.protocol;

import org.jspecify.annotations.NullMarked;
