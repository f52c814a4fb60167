package dev.llmemulator.load.scenarios;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Passes questions on to an emulator, and its event stream back, and changes both on the way. */
final class SpoiledStreams implements AutoCloseable {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI emulator;
    private final UnaryOperator<String> question;
    private final Spoiler spoiler;
    private final LoopbackHttp server;

    /** Changes the events of a stream. */
    interface Spoiler {
        /** What is passed on in place of a token of this number, from 0; null for nothing. */
        @Nullable
        String token(int number, String event);
    }

    SpoiledStreams(URI emulator, UnaryOperator<String> question, Spoiler spoiler) throws IOException {
        this.emulator = emulator;
        this.question = question;
        this.spoiler = spoiler;
        server = new LoopbackHttp("/", this::pass);
    }

    URI url() {
        return server.url("http");
    }

    @Override
    public void close() {
        server.close();
    }

    private void pass(HttpExchange exchange) throws IOException, InterruptedException {
        var asked = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var request = HttpRequest.newBuilder(emulator.resolve(exchange.getRequestURI()))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(question.apply(asked)))
                .build();
        var reply = client.send(request, HttpResponse.BodyHandlers.ofLines());
        exchange.getResponseHeaders()
                .set("Content-Type", reply.headers().firstValue("Content-Type").orElse(""));
        exchange.sendResponseHeaders(reply.statusCode(), 0);
        var number = 0;
        try (var body = exchange.getResponseBody()) {
            var lines = reply.body().iterator();
            while (lines.hasNext()) {
                var line = lines.next();
                var isToken = line.startsWith("data: {") && line.contains(";");
                var passed = isToken ? spoiler.token(number++, line) : line;
                if (passed != null) {
                    body.write((passed + "\n").getBytes(StandardCharsets.UTF_8));
                    body.flush();
                }
            }
        }
    }
}
