package dev.llmemulator.load.capacity;

import com.sun.net.httpserver.HttpExchange;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.LoopbackHttp;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntToLongFunction;
import java.util.regex.Pattern;

/** An emulator of answers of two words, whose capacity is known, in front of a stand-in for Centrifugo. */
final class KnownServer implements AutoCloseable {
    private static final String SECRET = "0123456789abcdef0123456789abcdef";
    private static final Pattern SESSION = Pattern.compile("\"session_id\":\"([^\"]+)\"");
    private static final List<String> TEXTS = List.of("one ", "two ");
    private static final String END =
            "\"tokens\":2,\"sha256\":\"a485b9eaae6b278b9ccaa945ad6af08a033447c868b25b82fc91fdf667d070ba\"";

    private final StandIn standIn = StandIn.start(StandInSettings.of("api-key", SECRET));
    private final AtomicInteger underWay = new AtomicInteger();
    private final LoopbackHttp server;
    private final IntToLongFunction answerMs;

    /** @param answerMs how long an answer takes by how many are under way with it */
    private KnownServer(IntToLongFunction answerMs) throws IOException {
        this.answerMs = answerMs;
        server = new LoopbackHttp("/api/run", this::answer);
    }

    /** A server whose answers take 300 ms, and five times as long once more than so many are under way. */
    static KnownServer collapsingBeyond(int knee) throws IOException {
        return new KnownServer(underWay -> underWay <= knee ? 300 : 1_500);
    }

    Endpoints endpoints() {
        return new Endpoints(server.url("http"), standIn.webSocketUrl(), SECRET);
    }

    private void answer(HttpExchange exchange) throws IOException, InterruptedException {
        var matcher = SESSION.matcher(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var channel = "session:" + (matcher.find() ? matcher.group(1) : "");
        try {
            var ms = answerMs.applyAsLong(underWay.incrementAndGet());
            TimeUnit.MILLISECONDS.sleep(ms);
            for (var index = 0; index < TEXTS.size(); index++) {
                publish(channel, "\"token\",\"index\":%d,\"token\":\"%s\"".formatted(index, TEXTS.get(index)));
            }
            publish(channel, "\"done\"," + END);
        } finally {
            underWay.decrementAndGet();
        }
        LoopbackHttp.reply(exchange, 200, "{\"response\":\"one two \"," + END + "}");
    }

    private void publish(String channel, String what) {
        standIn.publish(channel, List.of("{\"type\":" + what + ",\"due\":1,\"sent\":1}"));
    }

    @Override
    public void close() {
        server.close();
        standIn.close();
    }
}
