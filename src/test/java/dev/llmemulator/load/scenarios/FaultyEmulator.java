package dev.llmemulator.load.scenarios;

import com.sun.net.httpserver.HttpExchange;
import dev.llmemulator.standin.StandIn;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;

/** An emulator that does to each request whatever a test wants, in front of a stand-in. */
final class FaultyEmulator implements AutoCloseable {
    private static final String TOKENS_AND_HASH =
            "\"tokens\":2,\"sha256\":\"a485b9eaae6b278b9ccaa945ad6af08a033447c868b25b82fc91fdf667d070ba\"";

    static final String REPLY = "{\"response\":\"one two \"," + TOKENS_AND_HASH + "}";

    private static final Pattern SESSION = Pattern.compile("\"session_id\":\"([^\"]+)\"");
    private static final List<String> TEXTS = List.of("one ", "two ");

    private final BiConsumer<String, String> publisher;
    private final LoopbackHttp server;

    interface Behaviour {
        void answer(Request request) throws IOException, InterruptedException;
    }

    FaultyEmulator(StandIn standIn, Behaviour behaviour) throws IOException {
        this((channel, data) -> standIn.publish(channel, List.of(data)), behaviour);
    }

    /** @param publisher takes channel and data of each publication */
    FaultyEmulator(BiConsumer<String, String> publisher, Behaviour behaviour) throws IOException {
        this.publisher = publisher;
        server = new LoopbackHttp("/api/run", exchange -> behaviour.answer(new Request(exchange)));
    }

    URI url() {
        return server.url("http");
    }

    @Override
    public void close() {
        server.close();
    }

    /** One request and the means to treat it badly. */
    final class Request {
        private final HttpExchange exchange;
        private final String channel;

        private Request(HttpExchange exchange) throws IOException {
            this.exchange = exchange;
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var matcher = SESSION.matcher(body);
            channel = "session:" + (matcher.find() ? matcher.group(1) : "");
        }

        String channel() {
            return channel;
        }

        /** Publishes tokens of the reply by their indices. */
        void tokens(int... indices) {
            for (int index : indices) {
                token(index, 1, 1);
            }
        }

        void token(int index, long dueUs, long sentUs) {
            publish("{\"type\":\"token\",\"index\":%d,\"token\":\"%s\",\"due\":%d,\"sent\":%d}"
                    .formatted(index, TEXTS.get(index), dueUs, sentUs));
        }

        void marker() {
            publish("{\"type\":\"done\"," + TOKENS_AND_HASH + ",\"due\":1,\"sent\":1}");
        }

        void publish(String data) {
            publisher.accept(channel, data);
        }

        void markerAndReply() throws IOException {
            marker();
            reply(200, REPLY);
        }

        /** Has no room, and wants to be asked again after so many seconds. */
        void refuse(int retryAfter) throws IOException {
            exchange.getResponseHeaders().set("Retry-After", String.valueOf(retryAfter));
            reply(503, "{}");
        }

        void reply(int status, String body) throws IOException {
            LoopbackHttp.reply(exchange, status, body);
        }
    }
}
