package dev.llmemulator.http;

import io.javalin.http.Context;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** What becomes of a request: its route, and why it was refused. Metrics and trace are told once, when the request is over. */
public final class RequestOutcome {
    /** The route of a request that none was found for, or that did not come so far. */
    public static final String NO_ROUTE = "none";

    private static final String ATTRIBUTE = RequestOutcome.class.getName();

    private volatile String route = NO_ROUTE;
    private volatile @Nullable RefusalReason refusal;
    private volatile RequestTrace trace = RequestTrace.NONE;

    private RequestOutcome() {}

    /** Follows a request to its end, unless it is followed already. */
    static RequestOutcome of(Request request, Response response, ServerMetrics metrics) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestOutcome known) {
            return known;
        }
        var outcome = new RequestOutcome();
        request.setAttribute(ATTRIBUTE, outcome);
        Request.addCompletionListener(request, failure -> outcome.tell(response.getStatus(), failure, metrics));
        return outcome;
    }

    /** The outcome of a request that came past the guard. */
    static RequestOutcome of(Request request) {
        return (RequestOutcome) request.getAttribute(ATTRIBUTE);
    }

    static RequestOutcome of(Context ctx) {
        return (RequestOutcome) ctx.req().getAttribute(ATTRIBUTE);
    }

    /** Notes which of the routes serves the request, if any does. */
    void takes(Context ctx) {
        var endpoint = ctx.endpoints().matchedHttpEndpoint();
        if (endpoint != null) {
            route = endpoint.path;
        }
    }

    /** Notes why the request is refused. The status of the reply tells it less exactly. */
    void refused(@Nullable RefusalReason reason) {
        refusal = reason;
    }

    /** Tells a trace as well. */
    void tells(RequestTrace of) {
        trace = of;
    }

    RequestTrace trace() {
        return trace;
    }

    boolean isExplained() {
        return refusal != null;
    }

    private void tell(int status, @Nullable Throwable failure, ServerMetrics metrics) {
        metrics.ended(route, status);
        var known = refusal;
        var reason = known == null ? RefusalReason.of(status) : known;
        if (reason != null) {
            metrics.refused(reason);
        }
        trace.ended(route, status, reason, failure);
    }
}
