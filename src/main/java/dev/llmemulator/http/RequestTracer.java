package dev.llmemulator.http;

import org.eclipse.jetty.server.Request;

/** Makes a trace of each request that is to have one, or continues that of its sender. Several threads call it. */
public interface RequestTracer {
    /** Traces none. */
    RequestTracer NONE = (request, requestId) -> RequestTrace.NONE;

    RequestTrace begins(Request request, String requestId);
}
