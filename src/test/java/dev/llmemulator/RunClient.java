package dev.llmemulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Asks an emulator over HTTP. */
public record RunClient(URI url, @Nullable String authorization) {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    public RunClient(URI url) {
        this(url, null);
    }

    /** A reply with its JSON body and the seconds after which to try again, -1 when it does not say. */
    public record Reply(int status, JsonNode body, long retryAfter) {
        public String text(String field) {
            return body.get(field).asText();
        }

        public int number(String field) {
            return body.get(field).asInt();
        }
    }

    /** {@code POST /api/run} with further fields as JSON text, such as {@code ,"words":3}. */
    public CompletableFuture<Reply> run(String sessionId, String moreFields) {
        var body = "{\"session_id\":\"%s\",\"question\":\"Why?\"%s}".formatted(sessionId, moreFields);
        return send(HttpRequest.newBuilder(url.resolve("/api/run"))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body)));
    }

    public Reply ask(String sessionId, String moreFields) {
        return run(sessionId, moreFields).join();
    }

    /** {@code DELETE /api/run/{session_id}}. */
    public Reply cancel(String sessionId) {
        return send(HttpRequest.newBuilder(url.resolve("/api/run/" + sessionId)).DELETE())
                .join();
    }

    public Reply health() {
        return send(HttpRequest.newBuilder(url.resolve("/health"))).join();
    }

    private CompletableFuture<Reply> send(HttpRequest.Builder request) {
        if (authorization != null) {
            request.header("Authorization", authorization);
        }
        return HTTP.sendAsync(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString())
                .thenApply(reply -> new Reply(
                        reply.statusCode(),
                        tree(reply.body()),
                        reply.headers().firstValueAsLong("Retry-After").orElse(-1)));
    }

    private static JsonNode tree(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
