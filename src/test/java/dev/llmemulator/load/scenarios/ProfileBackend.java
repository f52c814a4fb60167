package dev.llmemulator.load.scenarios;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpExchange;
import dev.llmemulator.answer.Answer;
import dev.llmemulator.publication.TracedText;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A backend in a format of its own, which knows nothing of ours: it passes on what the LLM says. */
public final class ProfileBackend implements AutoCloseable {
    private static final Pattern TAG = Pattern.compile("\\[\\[.*\\bwords=(\\d+).*\\btraced tag=(\\w+).*]]");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final BiConsumer<String, String> publisher;
    private final LoopbackHttp server;
    final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    final List<String> seen = Collections.synchronizedList(new ArrayList<>());

    /** What the backend does to the pieces of the LLM's text. */
    UnaryOperator<List<String>> fault = pieces -> pieces;

    /** What each path does. */
    public interface Route {
        void answer(Request request) throws IOException, InterruptedException;
    }

    /** @param publisher takes channel and data of each publication */
    public ProfileBackend(BiConsumer<String, String> publisher, Map<String, Route> routes) throws IOException {
        this.publisher = publisher;
        server = new LoopbackHttp("/", exchange -> {
            var path = exchange.getRequestURI().getPath();
            requests.computeIfAbsent(path, any -> new AtomicInteger()).incrementAndGet();
            var route = routes.get(path);
            if (route == null) {
                LoopbackHttp.reply(exchange, 404, "{\"error\":\"no such path\"}");
            } else {
                route.answer(new Request(exchange));
            }
        });
    }

    public URI url() {
        return server.url("http");
    }

    int requests(String path) {
        var count = requests.get(path);
        return count == null ? 0 : count.get();
    }

    @Override
    public void close() {
        server.close();
    }

    /** One request, and the means to answer it. */
    public final class Request {
        private final HttpExchange exchange;
        public final JsonNode body;

        private Request(HttpExchange exchange) throws IOException {
            this.exchange = exchange;
            var text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            body = text.startsWith("{") ? JSON.readTree(text) : JsonNodeFactory.instance.textNode(text);
            seen.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + text);
        }

        @Nullable
        String header(String name) {
            return exchange.getRequestHeaders().getFirst(name);
        }

        /** The pieces of the text that the LLM says to a question, with the fault of this backend. */
        public List<String> pieces(String question) {
            var found = TAG.matcher(question);
            if (!found.find()) {
                return List.of("no ", "directives ");
            }
            return fault.apply(traced(found.group(2), Integer.parseInt(found.group(1))));
        }

        public void publish(String channel, Map<String, ?> data) {
            publisher.accept(channel, JSON.valueToTree(data).toString());
        }

        /** Publishes each piece as {@code {"delta": …}}, and {@code {"done": true}} at last. */
        public void deltas(String channel, String question) {
            pieces(question).forEach(piece -> publish(channel, Map.of("delta", piece)));
            publish(channel, Map.of("done", true));
        }

        void cookie(String cookie) {
            exchange.getResponseHeaders().add("Set-Cookie", cookie);
        }

        public void reply(int status, Map<String, ?> body) throws IOException {
            LoopbackHttp.reply(exchange, status, JSON.valueToTree(body).toString());
        }

        void replyText(String text) throws IOException {
            LoopbackHttp.reply(exchange, 200, text);
        }
    }

    /** A traced text of so many words, and its end. */
    static List<String> traced(String tag, int words) {
        var pieces = new ArrayList<String>();
        var text = new StringBuilder();
        for (var i = 0; i < words; i++) {
            var word = "word" + i + " ";
            text.append(word);
            pieces.add(TracedText.token(tag, i, word, ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now())));
        }
        pieces.add(TracedText.end(tag, words, Answer.sha256(text.toString())));
        return pieces;
    }
}
