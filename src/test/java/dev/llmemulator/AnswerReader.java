package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import okhttp3.Dispatcher;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okhttp3.WebSocket;
import okhttp3.WebSocketListener;
import org.jspecify.annotations.Nullable;

/** A browser that reads one session's channel and keeps what it got, in order. */
final class AnswerReader extends WebSocketListener implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final OkHttpClient HTTP = client();

    private final String channel;
    private final String subscriptionToken;
    private final WebSocket socket;
    private final CompletableFuture<Boolean> subscribed = new CompletableFuture<>();
    private final CompletableFuture<JsonNode> marker = new CompletableFuture<>();
    private final List<JsonNode> tokens = new CopyOnWriteArrayList<>();

    private AnswerReader(URI webSocketUrl, String hmacSecret, String sessionId) {
        channel = "session:" + sessionId;
        var key = Algorithm.HMAC256(hmacSecret);
        subscriptionToken = JWT.create()
                .withSubject("reader")
                .withClaim("channel", channel)
                .withClaim("expire_at", 0)
                .sign(key);
        socket = HTTP.newWebSocket(
                new Request.Builder()
                        .url(webSocketUrl.toString().replaceFirst("^ws", "http"))
                        .build(),
                this);
        var connectionToken = JWT.create().withSubject("reader").sign(key);
        socket.send(JSON.createObjectNode()
                .put("id", 1)
                .set("connect", JSON.valueToTree(Map.of("token", connectionToken)))
                .toString());
    }

    /** Connects and subscribes; a publication after this is not missed. */
    static AnswerReader of(URI webSocketUrl, String hmacSecret, String sessionId) {
        var reader = new AnswerReader(webSocketUrl, hmacSecret, sessionId);
        assertThat(reader.subscribed).as("subscribed to " + reader.channel).succeedsWithin(Duration.ofSeconds(10));
        return reader;
    }

    /** The publication that ended the answer, `done` or `error`. */
    JsonNode awaitMarker() {
        assertThat(marker).as("marker on " + channel).succeedsWithin(Duration.ofSeconds(20));
        return marker.join();
    }

    boolean hasMarker() {
        return marker.isDone();
    }

    List<JsonNode> tokens() {
        return tokens;
    }

    /** The tokens joined, in the order they came in. */
    String text() {
        return tokens.stream().map(token -> token.get("token").asText()).collect(Collectors.joining());
    }

    /** Shows that no token is missing, doubled or out of place so far. */
    void assertNoHole() {
        for (var i = 0; i < tokens.size(); i++) {
            assertThat(tokens.get(i).get("index").asInt())
                    .as("place in " + channel)
                    .isEqualTo(i);
        }
    }

    @Override
    public void onMessage(WebSocket webSocket, String frame) {
        for (var line : frame.split("\n", -1)) {
            read(line);
        }
    }

    private void read(String line) {
        JsonNode message;
        try {
            message = JSON.readTree(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (message.isEmpty()) {
            socket.send("{}");
        } else if (message.has("connect")) {
            socket.send(JSON.createObjectNode()
                    .put("id", 2)
                    .set("subscribe", JSON.valueToTree(Map.of("channel", channel, "token", subscriptionToken)))
                    .toString());
        } else if (message.has("subscribe")) {
            subscribed.complete(true);
        } else if (message.has("push")) {
            keep(message.path("push").path("pub").path("data"));
        } else {
            subscribed.completeExceptionally(new AssertionError(line));
        }
    }

    private void keep(JsonNode data) {
        if (data.path("type").asText().equals("token")) {
            tokens.add(data);
        } else {
            marker.complete(data);
        }
    }

    @Override
    public void onFailure(WebSocket webSocket, Throwable failure, @Nullable Response response) {
        subscribed.completeExceptionally(failure);
        marker.completeExceptionally(failure);
    }

    @Override
    public void close() {
        socket.cancel();
    }

    private static OkHttpClient client() {
        // Every open WebSocket counts as one of the dispatcher's calls.
        var dispatcher = new Dispatcher();
        dispatcher.setMaxRequests(1_000);
        dispatcher.setMaxRequestsPerHost(1_000);
        return new OkHttpClient.Builder().dispatcher(dispatcher).build();
    }
}
