package dev.llmemulator.load.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.load.faults.Delivery;
import dev.llmemulator.load.faults.Frames;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.websocket.WsContext;
import io.javalin.websocket.WsMessageContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/**
 * Emulator and Centrifugo in one, as far as a user needs them, which delivers to each question what it is given, fault and all.
 *
 * <p>After the stream it sends a ping, and replies to the question once the pong is there: so the user has read all of it.
 */
final class SpoilingServer implements AutoCloseable {
    private static final String PING = "{}";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, WsContext> subscribers = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> pongs = new ConcurrentHashMap<>();
    private final AtomicLong questions = new AtomicLong();
    private final Function<String, Delivery> deliveries;
    private final Javalin server;

    /** @param deliveries what comes on a channel, and the reply */
    SpoilingServer(Function<String, Delivery> deliveries) {
        this.deliveries = deliveries;
        server = Javalin.create(config -> {
                    config.startup.showJavalinBanner = false;
                    config.startup.startupWatcherEnabled = false;
                    config.jetty.host = "127.0.0.1";
                    config.jetty.port = 0;
                    config.routes.post("/api/run", this::answer);
                    config.routes.ws("/connection/websocket", events -> events.onMessage(this::receive));
                })
                .start();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    URI webSocketUrl() {
        return URI.create("ws://127.0.0.1:" + server.port() + "/connection/websocket");
    }

    @Override
    public void close() {
        server.stop();
    }

    private void answer(Context context) throws IOException {
        var channel =
                "session:" + JSON.readTree(context.body()).path("session_id").asText();
        var delivery = deliveries.apply(channel);
        WsContext subscriber = Objects.requireNonNull(subscribers.get(channel), channel);
        var pong = new CompletableFuture<Void>();
        pongs.put(subscriber.sessionId(), pong);
        for (byte[] frame : Frames.random(delivery, new Random(questions.incrementAndGet()))) {
            subscriber.send(new String(frame, StandardCharsets.UTF_8));
        }
        subscriber.send(PING);
        String reply = json(Objects.requireNonNull(delivery.reply()));
        context.future(() ->
                pong.thenAccept(read -> context.contentType("application/json").result(reply)));
    }

    private static String json(HttpReply reply) {
        return JSON.createObjectNode()
                .put("response", reply.text())
                .put("tokens", reply.tokens())
                .put("sha256", reply.sha256())
                .toString();
    }

    private void receive(WsMessageContext client) throws IOException {
        JsonNode command = JSON.readTree(client.message());
        var id = command.path("id").asInt();
        if (command.has("connect")) {
            client.send("{\"id\":" + id + ",\"connect\":{\"client\":\"c\",\"ping\":25,\"pong\":true}}");
        } else if (command.has("subscribe")) {
            subscribers.put(command.path("subscribe").path("channel").asText(), client);
            client.send("{\"id\":" + id
                    + ",\"subscribe\":{\"recoverable\":true,\"epoch\":\"fuZRccDD\",\"positioned\":true}}");
        } else if (command.has("history")) {
            client.send("{\"id\":" + id + ",\"history\":{\"publications\":[],\"epoch\":\"fuZRccDD\",\"offset\":0}}");
        } else {
            Objects.requireNonNull(pongs.get(client.sessionId())).complete(null);
        }
    }
}
