package dev.llmemulator.bench.publisher;

import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.PostConnection;
import java.net.InetSocketAddress;
import java.util.function.Consumer;

/** A connection to a node's HTTP API that stays open, with one request under way. */
final class ApiConnection implements AutoCloseable {
    private final String apiKey;
    private final PostConnection connection;

    /**
     * Opens the connection.
     *
     * @param accepted called when the request under way was carried out
     * @param refused called with the reason when it was not
     */
    ApiConnection(Network network, InetSocketAddress node, String apiKey, Runnable accepted, Consumer<String> refused) {
        this.apiKey = apiKey;
        this.connection = new PostConnection(network, node, false, (status, body) -> {
            if (status == 200 && !body.contains("\"error\"")) {
                accepted.run();
            } else {
                refused.accept("publish request refused, HTTP status " + status);
            }
        });
        var unused = connection.connected().syncUninterruptibly();
    }

    void post(String method, CharSequence json) {
        connection.post("/api/" + method, apiKey, json);
    }

    @Override
    public void close() {
        var unused = connection.close().syncUninterruptibly();
    }
}
