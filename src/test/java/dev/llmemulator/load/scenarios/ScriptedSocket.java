package dev.llmemulator.load.scenarios;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.Javalin;
import io.javalin.websocket.WsContext;
import io.javalin.websocket.WsMessageContext;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The WebSocket of a Centrifugo that says what a test wants. */
final class ScriptedSocket implements AutoCloseable {
    static final Map<String, String> REPLIES = Map.of(
            "connect", "{\"id\":1,\"connect\":{\"client\":\"c\",\"ping\":25,\"pong\":true}}",
            "subscribe", "{\"id\":2,\"subscribe\":{\"recoverable\":true,\"epoch\":\"x\",\"positioned\":true}}",
            "recover", "{\"id\":3,\"subscribe\":{\"recoverable\":true,\"epoch\":\"y\",\"was_recovering\":true}}",
            "history", "{\"id\":9,\"history\":{\"epoch\":\"x\",\"offset\":2}}");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, WsContext> subscribers = new ConcurrentHashMap<>();
    private final AtomicLong offset = new AtomicLong();
    private final Map<String, String> replies;
    private final Javalin server;

    /** @param replies the frame by which each command is answered; recover is subscribing with an id of 3 */
    ScriptedSocket(Map<String, String> replies) {
        this.replies = replies;
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.startupWatcherEnabled = false;
                    config.jetty.host = "127.0.0.1";
                    config.jetty.port = 0;
                    config.routes.ws("/", events -> events.onMessage(this::receive));
                })
                .start();
    }

    URI url() {
        return URI.create("ws://127.0.0.1:" + server.port() + "/");
    }

    WsContext subscriber(String channel) {
        return Objects.requireNonNull(subscribers.get(channel), channel);
    }

    void publish(String channel, String data) {
        push(channel, "\"pub\":{\"data\":%s,\"offset\":%d}".formatted(data, offset.incrementAndGet()));
    }

    void push(String channel, String what) {
        subscriber(channel).send("{\"push\":{\"channel\":\"%s\",%s}}".formatted(channel, what));
    }

    private void receive(WsMessageContext client) throws IOException {
        var command = JSON.readTree(client.message());
        if (command.has("subscribe")) {
            subscribers.put(command.at("/subscribe/channel").asText(), client);
        }
        var name = command.path("id").asInt() == 3
                ? "recover"
                : command.has("connect") ? "connect" : command.has("subscribe") ? "subscribe" : "history";
        client.send(Objects.requireNonNull(replies.get(name)));
    }

    @Override
    public void close() {
        server.stop();
    }
}
