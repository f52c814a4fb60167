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

    private final ClientAddress addresses;
    private final List<String> allowedHosts;
    private final @Nullable AdminListener admin;

    Guard(ClientAddress addresses, List<String> allowedHosts, @Nullable AdminListener admin) {
        this.addresses = addresses;
        this.allowedHosts = allowedHosts;
        this.admin = admin;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        Caller.of(request, addresses).mark(response);
        SerialConnections.count(request);
        var path = Request.getPathInContext(request);
        var isHealth = path.equals(HEALTH);
        var onAdmin = Connectors.ADMIN.equals(
                request.getConnectionMetaData().getConnector().getName());
        if (admin != null && (onAdmin ? !isHealth : isHealth && admin.only())) {
            Response.writeError(
                    request, response, callback, HttpStatus.NOT_FOUND_404, "There is no such path on this port");
            return true;
        }
        if (!isHealth && !allowedHosts.isEmpty() && !allowedHosts.contains(host(request))) {
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

    /** The name in the header {@code Host}, without port; empty if there is none. */
    private static String host(Request request) {
        var given = request.getHeaders().get(HttpHeader.HOST);
        return given == null ? "" : given.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
    }
}
