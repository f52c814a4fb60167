package dev.llmemulator.http;

import io.javalin.http.Handler;

/** Counts what the server does, and tells it at {@code GET /metrics}. Several threads use it. */
public interface ServerMetrics extends Handler {
    /**
     * A request has got its reply, or never will.
     *
     * @param route the pattern of its path, one of few, or {@link RequestOutcome#NO_ROUTE}
     * @param status of the reply; 0 if there is none
     */
    void ended(String route, int status);

    void refused(RefusalReason reason);
}
