/** The HTTP server: one handler for each route, and error replies as RFC 9457 describes them. */
@NullMarked
package dev.llmemulator.http;

import org.jspecify.annotations.NullMarked;
