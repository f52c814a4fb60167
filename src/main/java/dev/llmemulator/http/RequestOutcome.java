package dev.llmemulator.http;

import io.javalin.http.Context;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.jspecify.annotations.Nullable;

/** What becomes of a request: its route, and why it was refused. The metrics are told once, when the request is over. */
public final class RequestOutcome {
    /** The route of a request that none was found for, or that did not come so far. */
    public static final String NO_ROUTE = "none";

    private static final String ATTRIBUTE = RequestOutcome.class.getName();

    private volatile String route = NO_ROUTE;
    private volatile @Nullable RefusalReason refusal;

    private RequestOutcome() {}

    /** Follows a request to its end, unless it is followed already. */
    static RequestOutcome of(Request request, Response response, ServerMetrics metrics) {
        if (request.getAttribute(ATTRIBUTE) instanceof RequestOutcome known) {
            return known;
        }
        var outcome = new RequestOutcome();
        request.setAttribute(ATTRIBUTE, outcome);
        Request.addCompletionListener(request, failure -> outcome.tell(response.getStatus(), metrics));
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

    boolean isExplained() {
        return refusal != null;
    }

    private void tell(int status, ServerMetrics metrics) {
        metrics.ended(route, status);
        var known = refusal;
        var reason = known == null ? RefusalReason.of(status) : known;
        if (reason != null) {
            metrics.refused(reason);
        }
    }
}
