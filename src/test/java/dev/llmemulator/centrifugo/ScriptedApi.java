package dev.llmemulator.centrifugo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * An HTTP API of Centrifugo that misbehaves as a script says. After the script it accepts everything.
 */
final class ScriptedApi implements AutoCloseable {
    /** What happens to one request. */
    interface Step {
        void answer(HttpExchange exchange, JsonNode request) throws IOException;
    }

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Deque<Step> script = new ArrayDeque<>();
    final List<JsonNode> requests = new CopyOnWriteArrayList<>();

    ScriptedApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/batch", this::handle);
        server.start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    ScriptedApi then(Step step) {
        synchronized (script) {
            script.add(step);
        }
        return this;
    }

    static Step status(int status) {
        return (exchange, request) -> reply(exchange, status, "");
    }

    static Step body(String body) {
        return (exchange, request) -> reply(exchange, 200, body);
    }

    static Step hangUp() {
        return (exchange, request) -> exchange.close();
    }

    static void accept(HttpExchange exchange, JsonNode request) throws IOException {
        var count = request.get("commands").size();
        reply(
                exchange,
                200,
                "{\"replies\":[" + String.join(",", Collections.nCopies(count, "{\"publish\":{\"offset\":1}}")) + "]}");
    }

    private void handle(HttpExchange exchange) throws IOException {
        var request = JSON.readTree(exchange.getRequestBody());
        requests.add(request);
        Step step;
        synchronized (script) {
            step = script.isEmpty() ? ScriptedApi::accept : script.remove();
        }
        try (exchange) {
            step.answer(exchange, request);
        }
    }

    static void reply(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
