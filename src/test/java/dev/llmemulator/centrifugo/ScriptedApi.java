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
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.IntPredicate;

/**
 * An HTTP API of Centrifugo that misbehaves as a script says. After the script it accepts everything. As the real one,
 * it drops a publication whose version is not above the channel's last one, and goes on after one that failed.
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

    /** What was taken of each channel, in order. */
    private final Map<String, List<JsonNode>> taken = new ConcurrentHashMap<>();

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

    /** The publications that were taken of a channel, in order. */
    List<JsonNode> taken(String channel) {
        return List.copyOf(taken.getOrDefault(channel, List.of()));
    }

    void accept(HttpExchange exchange, JsonNode request) throws IOException {
        acceptBut(index -> false, index -> false).answer(exchange, request);
    }

    /** Does not take the commands of some indexes, and replies with an error to those and to some that it takes. */
    Step acceptBut(IntPredicate refused, IntPredicate failsAfterwards) {
        return (exchange, request) -> {
            var replies = new StringJoiner(",", "{\"replies\":[", "]}");
            for (var i = 0; i < request.get("commands").size(); i++) {
                var offset = refused.test(i) ? 0 : take(request.at("/commands/" + i + "/publish"));
                replies.add(
                        offset == 0 || failsAfterwards.test(i)
                                ? "{\"error\":{\"code\":100,\"message\":\"internal\"}}"
                                : "{\"publish\":{\"offset\":%d,\"epoch\":\"a\"}}".formatted(offset));
            }
            reply(exchange, 200, replies.toString());
        };
    }

    /** Takes a publication if its version is new, and returns the channel's offset. */
    int take(JsonNode publication) {
        var all = taken.computeIfAbsent(publication.get("channel").asText(), any -> new CopyOnWriteArrayList<>());
        var last = all.isEmpty() ? 0 : all.get(all.size() - 1).get("version").asLong();
        if (publication.get("version").asLong() > last) {
            all.add(publication);
        }
        return all.size();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var request = JSON.readTree(exchange.getRequestBody());
        requests.add(request);
        Step step;
        synchronized (script) {
            step = script.isEmpty() ? this::accept : script.remove();
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
