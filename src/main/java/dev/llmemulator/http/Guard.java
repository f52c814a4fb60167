package dev.llmemulator.http;

import dev.llmemulator.settings.HttpSettings.AdminListener;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** What comes first for every request: who sent it, what all replies have, and what this listener serves at all. */
final class Guard extends Handler.Wrapper {
    static final String HEALTH = "/health";
    static final String METRICS = "/metrics";

    private final ClientAddress addresses;
    private final List<String> allowedHosts;
    private final @Nullable AdminListener admin;
    private final ServerMetrics metrics;
    private final RequestTracer tracer;

    Guard(
            ClientAddress addresses,
            List<String> allowedHosts,
            @Nullable AdminListener admin,
            ServerMetrics metrics,
            RequestTracer tracer) {
        this.addresses = addresses;
        this.allowedHosts = allowedHosts;
        this.admin = admin;
        this.metrics = metrics;
        this.tracer = tracer;
    }

    /** Whether a path is for those who run the emulator, who need not say who they are. */
    static boolean isForOperators(String path) {
        return path.equals(HEALTH) || path.equals(METRICS);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        var caller = Caller.of(request, addresses);
        caller.mark(response);
        var outcome = RequestOutcome.of(request, response, metrics);
        SerialConnections.count(request);
        var path = Request.getPathInContext(request);
        // Load balancers and Prometheus ask every second or so, which nobody wants to see among the traces.
        if (!isForOperators(path)) {
            outcome.tells(tracer.begins(request, caller.requestId));
        }
        if (!isServedHere(request, path)) {
            Response.writeError(
                    request, response, callback, HttpStatus.NOT_FOUND_404, "There is no such path on this port");
            return true;
        }
        if (!isForOperators(path) && !allowedHosts.isEmpty() && !allowedHosts.contains(host(request))) {
            Response.writeError(
                    request,
                    response,
                    callback,
                    HttpStatus.MISDIRECTED_REQUEST_421,
                    "The Host of this request is none of ALLOWED_HOSTS");
            return true;
        }
        return super.handle(request, response, callback);
    }

    private boolean isServedHere(Request request, String path) {
        if (admin == null) {
            return true;
        }
        var onAdmin = Connectors.ADMIN.equals(
                request.getConnectionMetaData().getConnector().getName());
        return onAdmin ? isForOperators(path) : !path.equals(METRICS) && !(path.equals(HEALTH) && admin.only());
    }

    /** The name in the header {@code Host}, without port; empty if there is none. */
    private static String host(Request request) {
        var given = request.getHeaders().get(HttpHeader.HOST);
        return given == null ? "" : given.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    }
}
