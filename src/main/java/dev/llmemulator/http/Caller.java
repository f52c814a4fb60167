package dev.llmemulator.http;

import dev.llmemulator.access.Client;
import io.javalin.http.Context;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Who sent a request, and by which id the request is known in its reply, in problems and in the log. */
final class Caller {
    static final String REQUEST_ID = "X-Request-Id";

    private static final String ATTRIBUTE = Caller.class.getName();
    private static final Pattern SANE_ID = Pattern.compile("[A-Za-z0-9._:=+/-]{1,128}");

    final String requestId;
    final Client address;
    private Client client;

    private Caller(String requestId, Client address) {
        this.requestId = requestId;
        this.address = address;
        this.client = address;
    }

    /** The sender of a request, whose id is taken from the request if it is sane. */
    static Caller of(Request request, ClientAddress addresses) {
        if (request.getAttribute(ATTRIBUTE) instanceof Caller known) {
            return known;
        }
        var given = request.getHeaders().get(REQUEST_ID);
        var id = given != null && SANE_ID.matcher(given).matches()
                ? given
                : Long.toHexString(ThreadLocalRandom.current().nextLong() | Long.MIN_VALUE);
        var caller = new Caller(id, Client.at(addresses.of(request)));
        request.setAttribute(ATTRIBUTE, caller);
        return caller;
    }

    static Caller of(Context ctx) {
        return (Caller) ctx.req().getAttribute(ATTRIBUTE);
    }

    /** Gives a reply the fields that all replies have. */
    void mark(Response response) {
        var headers = response.getHeaders();
        headers.put(REQUEST_ID, requestId);
        headers.put(HttpHeader.CACHE_CONTROL, "no-store");
        headers.put("X-Content-Type-Options", "nosniff");
    }

    /** The client as it has proved to be; by its address where it need not or cannot prove anything. */
    Client client() {
        return client;
    }

    void provedToBe(Client known) {
        client = known;
    }
}
