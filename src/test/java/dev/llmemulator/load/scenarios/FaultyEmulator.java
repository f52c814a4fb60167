package dev.llmemulator.load.scenarios;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.standin.StandIn;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/** An emulator that does to each request whatever a test wants, in front of a stand-in. */
final class FaultyEmulator implements AutoCloseable {
    /** "one two " and its hash. */
    static final String REPLY = "{\"response\":\"one two \",\"tokens\":2,\"sha256\":\""
            + "a485b9eaae6b278b9ccaa945ad6af08a033447c868b25b82fc91fdf667d070ba\"}";

    private static final Pattern SESSION = Pattern.compile("\"session_id\":\"([^\"]+)\"");

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch asked = new CountDownLatch(1);
    private final StandIn standIn;
    private final String apiKey;

    /** What is done to a request. */
    interface Behaviour {
        void answer(Request request) throws IOException, InterruptedException;
    }

    FaultyEmulator(StandIn standIn, String apiKey, Behaviour behaviour) throws IOException {
        this.standIn = standIn;
        this.apiKey = apiKey;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/api/run", exchange -> {
            try (exchange) {
                asked.countDown();
                behaviour.answer(new Request(exchange));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    /** Waits for the first request. */
    void awaitRequest() throws InterruptedException {
        asked.await();
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** One request and the means to treat it badly. */
    final class Request {
        private final HttpExchange exchange;
        private final String sessionId;

        private Request(HttpExchange exchange) throws IOException {
            this.exchange = exchange;
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var matcher = SESSION.matcher(body);
            sessionId = matcher.find() ? matcher.group(1) : "";
        }

        void token(int index, String text) throws IOException, InterruptedException {
            publish("{\"type\":\"token\",\"index\":" + index + ",\"token\":\"" + text + "\",\"due\":1,\"sent\":1}");
        }

        void marker(int tokens, String sha256) throws IOException, InterruptedException {
            publish("{\"type\":\"done\",\"tokens\":" + tokens + ",\"sha256\":\"" + sha256 + "\",\"due\":1,\"sent\":1}");
        }

        void publish(String data) throws IOException, InterruptedException {
            var publish = HttpRequest.newBuilder(URI.create(standIn.apiUrl() + "/api/publish"))
                    .header("X-API-Key", apiKey)
                    .timeout(Duration.ofSeconds(5))
                    .POST(HttpRequest.BodyPublishers.ofString(
                            "{\"channel\":\"session:" + sessionId + "\",\"data\":" + data + "}"))
                    .build();
            client.send(publish, HttpResponse.BodyHandlers.ofString());
        }

        void reply(int status, String body) throws IOException {
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
