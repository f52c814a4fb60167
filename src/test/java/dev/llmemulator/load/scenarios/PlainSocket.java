package dev.llmemulator.load.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.Javalin;
import io.javalin.websocket.WsContext;
import io.javalin.websocket.WsMessageContext;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The WebSocket of a Centrifugo that takes anybody, pushes everything to all, and wants new tokens every second. */
final class PlainSocket implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Map<String, String> LEASE = Map.of(
            "connect", "{\"client\":\"c1\",\"expires\":true,\"ttl\":1}",
            "subscribe", "{\"expires\":true,\"ttl\":1}",
            "refresh", "{\"client\":\"c1\",\"expires\":true,\"ttl\":1}",
            "sub_refresh", "{\"expires\":true,\"ttl\":1}");

    final List<JsonNode> commands = new CopyOnWriteArrayList<>();
    private final Set<WsContext> clients = ConcurrentHashMap.newKeySet();
    private final Javalin server;

    PlainSocket() {
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.startupWatcherEnabled = false;
                    config.jetty.host = "127.0.0.1";
                    config.jetty.port = 0;
                    config.routes.ws("/", events -> {
                        events.onMessage(this::receive);
                        events.onClose(clients::remove);
                    });
                })
                .start();
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + server.port() + "/");
    }

    void publish(String channel, String data) {
        clients.forEach(client ->
                client.send("{\"push\":{\"channel\":\"%s\",\"pub\":{\"data\":%s}}}".formatted(channel, data)));
    }

    /** The commands of one kind that came. */
    List<JsonNode> commands(String name) {
        return commands.stream()
                .filter(each -> each.has(name))
                .map(each -> each.path(name))
                .toList();
    }

    private void receive(WsMessageContext client) throws IOException {
        var command = JSON.readTree(client.message());
        commands.add(command);
        clients.add(client);
        var name = LEASE.keySet().stream().filter(command::has).findFirst().orElse("unsubscribe");
        client.send(
                "{\"id\":%d,\"%s\":%s}".formatted(command.path("id").asInt(), name, LEASE.getOrDefault(name, "{}")));
    }

    @Override
    public void close() {
        server.stop();
    }
}
