package dev.llmemulator.load.scenarios;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.faults.Delivery;
import dev.llmemulator.load.faults.Fault;
import dev.llmemulator.load.faults.Frames;
import io.javalin.Javalin;
import io.javalin.http.Context;
import io.javalin.websocket.WsContext;
import io.javalin.websocket.WsMessageContext;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Emulator and Centrifugo in one, as far as a user needs them. It answers in turn truly and spoiled in each way that
 * there is, and counts what has to be found.
 *
 * <p>After the stream it sends a ping, and replies to the question once the pong is there: so the user has read all of it.
 */
final class SpoilingServer implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    // These two are of answers that get no reply.
    private static final List<Fault> FAULTS =
            List.copyOf(EnumSet.complementOf(EnumSet.of(Fault.BROKEN_OFF, Fault.ERROR_COUNT)));

    /** Answers by the kind of fault in them. */
    final Map<AnomalyKind, Long> anomalies = new EnumMap<>(AnomalyKind.class);

    /** Answers by the name of their first fault. */
    final Map<String, Long> errors = new TreeMap<>();

    /** How many were true. */
    long sound;

    private final Map<String, WsContext> subscribers = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Void>> pongs = new ConcurrentHashMap<>();
    private final Random random;
    private final Javalin server;
    private int next;

    SpoilingServer(long seed) {
        random = new Random(seed);
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

    URI url(String scheme) {
        return URI.create(scheme + "://127.0.0.1:" + server.port());
    }

    @Override
    public void close() {
        server.stop();
    }

    private void answer(Context context) throws IOException {
        var question = JSON.readTree(context.body());
        var channel = "session:" + question.path("session_id").asText();
        WsContext subscriber = Objects.requireNonNull(subscribers.get(channel), channel);
        var pong = new CompletableFuture<Void>();
        pongs.put(subscriber.sessionId(), pong);
        Delivery delivery;
        List<byte[]> frames;
        synchronized (this) {
            delivery = delivery(channel);
            frames = Frames.random(delivery, question.path("answer").asText(), random);
        }
        for (byte[] frame : frames) {
            subscriber.send(new String(frame, StandardCharsets.UTF_8));
        }
        subscriber.send("{}");
        var reply = Objects.requireNonNull(delivery.reply());
        var json = JSON.createObjectNode().put("response", reply.text());
        json.put("tokens", reply.tokens()).put("sha256", reply.sha256());
        context.future(() ->
                pong.thenAccept(read -> context.contentType("application/json").result(json.toString())));
    }

    private Delivery delivery(String channel) {
        var turn = next++ % (FAULTS.size() + 1);
        if (turn == FAULTS.size()) {
            sound++;
            return Delivery.whole(channel, random);
        }
        Delivery delivery;
        List<Anomaly> injected;
        do {
            delivery = Delivery.whole(channel, random);
            injected = FAULTS.get(turn).inject(delivery, random);
        } while (injected.isEmpty());
        injected.forEach(each -> anomalies.merge(each.kind(), 1L, Long::sum));
        var first = injected.stream().map(Anomaly::kind).min(Comparator.naturalOrder());
        errors.merge(first.orElseThrow().label(), 1L, Long::sum);
        return delivery;
    }

    private void receive(WsMessageContext client) throws IOException {
        var command = JSON.readTree(client.message());
        var id = command.path("id").asInt();
        if (command.has("connect")) {
            client.send("{\"id\":" + id + ",\"connect\":{\"client\":\"c\",\"ping\":25,\"pong\":true}}");
        } else if (command.has("subscribe")) {
            subscribers.put(command.at("/subscribe/channel").asText(), client);
            client.send("{\"id\":" + id
                    + ",\"subscribe\":{\"recoverable\":true,\"epoch\":\"fuZRccDD\",\"positioned\":true}}");
        } else if (command.has("history")) {
            client.send("{\"id\":" + id + ",\"history\":{\"publications\":[],\"epoch\":\"fuZRccDD\",\"offset\":0}}");
        } else {
            Objects.requireNonNull(pongs.get(client.sessionId())).complete(null);
        }
    }
}
