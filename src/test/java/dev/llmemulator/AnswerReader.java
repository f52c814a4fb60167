package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/**
 * A browser that reads one session's channel and keeps what it got, in order. Like the official clients it connects again
 * when its connection breaks, and asks for what it missed since its last offset.
 */
public final class AnswerReader implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final OkHttpClient HTTP = client();
    private static final long RECONNECT_PAUSE_MS = 100;
    private static final int FIRST_TERMINAL_CODE = 3500;

    private final URI webSocketUrl;
    private final String channel;
    private final String connectionToken;
    private final String subscriptionToken;
    private final CompletableFuture<Boolean> subscribed = new CompletableFuture<>();
    private final CompletableFuture<String> refusal = new CompletableFuture<>();
    private final CompletableFuture<JsonNode> marker = new CompletableFuture<>();
    private final List<JsonNode> tokens = new CopyOnWriteArrayList<>();
    private volatile boolean closed;
    private volatile boolean toldOfLoss;
    private final AtomicInteger connections = new AtomicInteger();
    private volatile @Nullable WebSocket socket;
    private long lastOffset;
    private String epoch = "";

    private AnswerReader(URI webSocketUrl, String channel, String connectionToken, String subscriptionToken) {
        this.webSocketUrl = webSocketUrl;
        this.channel = channel;
        this.connectionToken = connectionToken;
        this.subscriptionToken = subscriptionToken;
    }

    /** Connects and subscribes; a publication after this is not missed. */
    public static AnswerReader of(URI webSocketUrl, String hmacSecret, String sessionId) {
        var channel = "session:" + sessionId;
        var reader = withTokens(
                webSocketUrl,
                channel,
                connectionToken("reader", hmacSecret),
                subscriptionToken("reader", channel, hmacSecret));
        assertThat(reader.subscribed).as("subscribed to " + channel).succeedsWithin(Duration.ofSeconds(10));
        return reader;
    }

    /** Tries to connect and subscribe with any tokens. */
    public static AnswerReader withTokens(
            URI webSocketUrl, String channel, String connectionToken, String subscriptionToken) {
        var reader = new AnswerReader(webSocketUrl, channel, connectionToken, subscriptionToken);
        reader.connect();
        return reader;
    }

    public static String connectionToken(String user, String hmacSecret) {
        return JWT.create().withSubject(user).sign(Algorithm.HMAC256(hmacSecret));
    }

    public static String subscriptionToken(String user, String channel, String hmacSecret) {
        return JWT.create()
                .withSubject(user)
                .withClaim("channel", channel)
                .withClaim("expire_at", 0)
                .sign(Algorithm.HMAC256(hmacSecret));
    }

    /** The publication that ended the answer, {@code done} or {@code error}. */
    public JsonNode awaitMarker() {
        assertThat(marker).as("marker on " + channel).succeedsWithin(Duration.ofSeconds(30));
        return marker.join();
    }

    /** Why the server did not let this reader in: the error of a reply, or code and reason of a close. */
    public String awaitRefusal() {
        assertThat(refusal).as("refusal of " + channel).succeedsWithin(Duration.ofSeconds(10));
        return refusal.join();
    }

    public boolean hasMarker() {
        return marker.isDone();
    }

    public List<JsonNode> tokens() {
        return tokens;
    }

    /** The tokens joined, in the order they came in. */
    public String text() {
        return tokens.stream().map(token -> token.get("token").asText()).collect(Collectors.joining());
    }

    /** Whether the server said that it could not give everything since the last offset. */
    public boolean wasToldOfLoss() {
        return toldOfLoss;
    }

    /** How often it has connected. */
    public int connections() {
        return connections.get();
    }

    /** Shows that no token is missing, doubled or out of place so far. */
    public void assertNoHole() {
        for (var i = 0; i < tokens.size(); i++) {
            assertThat(tokens.get(i).get("index").asInt())
                    .as("place in " + channel)
                    .isEqualTo(i);
        }
    }

    /** Breaks the connection as a lost network does. */
    public void loseConnection() {
        var open = socket;
        if (open != null) {
            open.cancel();
        }
    }

    private void connect() {
        socket = HTTP.newWebSocket(
                new Request.Builder()
                        .url(webSocketUrl.toString().replaceFirst("^ws", "http"))
                        .build(),
                new Listener());
    }

    @Override
    public void close() {
        closed = true;
        loseConnection();
    }

    private final class Listener extends WebSocketListener {
        @Override
        public void onOpen(WebSocket webSocket, Response response) {
            connections.incrementAndGet();
            var command = JSON.createObjectNode().put("id", 1);
            command.putObject("connect").put("token", connectionToken);
            webSocket.send(command.toString());
        }

        @Override
        public void onMessage(WebSocket webSocket, String frame) {
            for (var line : frame.split("\n", -1)) {
                read(webSocket, tree(line));
            }
        }

        private void read(WebSocket webSocket, JsonNode message) {
            if (message.isEmpty()) {
                webSocket.send("{}");
            } else if (message.has("error")) {
                refusal.complete(message.get("error").toString());
            } else if (message.has("connect")) {
                webSocket.send(subscribe().toString());
            } else if (message.has("subscribe")) {
                onSubscribed(message.get("subscribe"));
            } else if (message.path("push").has("pub")) {
                keep(message.path("push").path("pub"));
            } else if (message.path("push").has("unsubscribe")) {
                // Insufficient state: subscribe again, and be told whether all can be had.
                webSocket.send(subscribe().toString());
            }
        }

        private ObjectNode subscribe() {
            var command = JSON.createObjectNode().put("id", 2);
            var wish = command.putObject("subscribe").put("channel", channel).put("token", subscriptionToken);
            if (subscribed.isDone()) {
                wish.put("recover", true).put("offset", lastOffset).put("epoch", epoch);
            }
            return command;
        }

        private void onSubscribed(JsonNode result) {
            if (subscribed.isDone() && !result.path("recovered").asBoolean()) {
                toldOfLoss = true;
                lastOffset = result.path("offset").asLong();
            } else if (!subscribed.isDone()) {
                lastOffset = result.path("offset").asLong();
            }
            epoch = result.path("epoch").asText();
            result.path("publications").forEach(this::keep);
            subscribed.complete(true);
        }

        private void keep(JsonNode publication) {
            lastOffset = publication.path("offset").asLong();
            var data = publication.path("data");
            if (data.path("type").asText().equals("token")) {
                tokens.add(data);
            } else {
                marker.complete(data);
            }
        }

        @Override
        public void onClosing(WebSocket webSocket, int code, String reason) {
            webSocket.close(1000, null);
            if (code >= FIRST_TERMINAL_CODE && code < 4_000) {
                refusal.complete(code + " " + reason);
            } else {
                connectAgain();
            }
        }

        @Override
        public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
            connectAgain();
        }

        private void connectAgain() {
            if (!closed) {
                CompletableFuture.delayedExecutor(RECONNECT_PAUSE_MS, TimeUnit.MILLISECONDS)
                        .execute(AnswerReader.this::connect);
            }
        }
    }

    private static JsonNode tree(String line) {
        try {
            return JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OkHttpClient client() {
        // Every open WebSocket counts as one of the dispatcher's calls.
        var dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(1_000);
        dispatcher.setMaxRequestsPerHost(1_000);
        return new OkHttpClient.Builder().dispatcher(dispatcher).build();
    }
}
