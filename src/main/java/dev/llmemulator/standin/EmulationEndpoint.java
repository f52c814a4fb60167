package dev.llmemulator.standin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.llmemulator.http.HangUpWatch;
import dev.llmemulator.standin.Results.Address;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.jspecify.annotations.Nullable;

/**
 * WebSockets that are emulated by HTTP: {@code POST /connection/http_stream} and {@code /connection/sse} open a response
 * on which everything comes, and {@code POST /emulation} takes commands.
 */
final class EmulationEndpoint {
    private final Map<String, ClientProtocol> bySession = new ConcurrentHashMap<>();
    private final String node = UUID.randomUUID().toString();
    private final BiFunction<Transport, Address, ClientProtocol> opened;
    private final Consumer<ClientProtocol> closed;

    /**
     * An endpoint without clients.
     *
     * @param opened takes up a client
     * @param closed lets go of it once its response has ended
     */
    EmulationEndpoint(BiFunction<Transport, Address, ClientProtocol> opened, Consumer<ClientProtocol> closed) {
        this.opened = opened;
        this.closed = closed;
    }

    void configure(RoutesConfig routes) {
        routes.post("/connection/http_stream", context -> open(context, context.body(), false));
        routes.post("/connection/sse", context -> open(context, context.body(), true));
        routes.get("/connection/sse", context -> {
            var command = context.queryParam("cf_connect");
            if (command == null || command.isEmpty()) {
                context.status(HttpStatus.BAD_REQUEST);
            } else {
                open(context, command, true);
            }
        });
        routes.post("/emulation", this::emulate);
        // What a browser asks before it sends JSON to another origin.
        List.of("/connection/http_stream", "/emulation")
                .forEach(path -> routes.options(path, EmulationEndpoint::allowRequest));
    }

    private void open(Context context, String command, boolean asEvents) {
        allowOrigin(context);
        context.contentType(asEvents ? "text/event-stream; charset=utf-8" : "text/plain; charset=utf-8");
        context.header(Header.CACHE_CONTROL, "private, no-cache, no-store, must-revalidate, max-age=0");
        var request = ServletContextRequest.getServletContextRequest(context.req());
        var endPoint = request.getConnectionMetaData().getConnection().getEndPoint();
        var ended = new CompletableFuture<Void>();
        var address = new Address(UUID.randomUUID().toString(), node);
        var transport = new Transport.Stream(
                request.getServletContextResponse(), endPoint, asEvents, () -> ended.complete(null));
        var client = opened.apply(transport, address);
        bySession.put(address.session(), client);
        var watch = HangUpWatch.start(context.req(), () -> ended.complete(null));
        var over = ended.whenComplete((nothing, failure) -> {
            watch.stop();
            bySession.remove(address.session());
            closed.accept(client);
        });
        context.future(() -> over);
        client.receive(command);
    }

    private void emulate(Context context) {
        allowOrigin(context);
        Request request;
        try {
            request = Objects.requireNonNullElse(Json.read(context.bodyAsBytes(), Request.class), Request.NONE);
        } catch (IOException e) {
            context.status(HttpStatus.BAD_REQUEST);
            return;
        }
        if (!request.node().equals(node)) {
            context.status(HttpStatus.NOT_FOUND);
            return;
        }
        // As the real server, says nothing of a session that is over, and of data that is no text.
        var client = bySession.get(request.session());
        if (client != null && request.data().isTextual()) {
            client.receive(request.data().textValue());
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private static void allowRequest(Context context) {
        allowOrigin(context);
        context.header(Header.ACCESS_CONTROL_ALLOW_METHODS, "POST, OPTIONS");
        context.header(Header.ACCESS_CONTROL_ALLOW_HEADERS, Header.CONTENT_TYPE);
        context.status(HttpStatus.NO_CONTENT);
    }

    private static void allowOrigin(Context context) {
        var origin = context.header(Header.ORIGIN);
        if (origin != null) {
            context.header(Header.ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            context.header(Header.ACCESS_CONTROL_ALLOW_CREDENTIALS, "true");
        }
    }

    /** A request with commands: lines of JSON, as a text. */
    private record Request(String session, String node, JsonNode data) {
        static final Request NONE = new Request("", "", MissingNode.getInstance());

        Request(String session, String node, @Nullable JsonNode data) {
            this.session = session;
            this.node = node;
            this.data = data == null ? MissingNode.getInstance() : data;
        }
    }
}
