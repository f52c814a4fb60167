package dev.llmemulator.load.scenarios;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Passes requests below a path on to a server, which does not know of the path, if they bring the right password. */
final class ReverseProxy implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private final String path;
    private final String authorization;
    private final URI target;
    private final LoopbackHttp server;

    ReverseProxy(String path, String authorization, URI target) throws IOException {
        this.path = path;
        this.authorization = authorization;
        this.target = target;
        server = new LoopbackHttp("/", this::pass);
    }

    int port() {
        return server.url("http").getPort();
    }

    /** What was asked for, such as {@code GET /llm/health}. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    @Override
    public void close() {
        server.close();
    }

    private void pass(HttpExchange exchange) throws IOException, InterruptedException {
        var uri = exchange.getRequestURI().toString();
        asked.add(exchange.getRequestMethod() + " " + uri);
        if (!uri.startsWith(path)) {
            LoopbackHttp.reply(exchange, 404, "{}");
        } else if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            LoopbackHttp.reply(exchange, 401, "{}");
        } else {
            var body = HttpRequest.BodyPublishers.ofByteArray(
                    exchange.getRequestBody().readAllBytes());
            var request = HttpRequest.newBuilder(target.resolve(uri.substring(path.length())))
                    .method(exchange.getRequestMethod(), body)
                    .header("Content-Type", "application/json");
            var reply = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            LoopbackHttp.reply(exchange, reply.statusCode(), reply.body());
        }
    }
}
