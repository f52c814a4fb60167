/** The Javalin app: one handler a route, request and reply records, and problems as RFC 9457 describes them. */
@NullMarked
package dev.llmemulator.http;

import org.jspecify.annotations.NullMarked;
