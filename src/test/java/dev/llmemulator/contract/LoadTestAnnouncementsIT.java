package dev.llmemulator.contract;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.scenarios.JourneyRun;
import dev.llmemulator.load.scenarios.WatchAnswer;
import dev.llmemulator.load.truth.RowCount;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the real Centrifugo announces in mid-answer is told by the load test at once, and nothing is called lost. */
@Timeout(120)
@Needs(Program.DOCKER)
class LoadTestAnnouncementsIT {
    private static final ServerUnderTest SERVER = CentrifugoContainer.start(Contract.CALM);

    private final CountDownLatch goOn = new CountDownLatch(1);
    private final RowCount rows = new RowCount();
    private final ContractApi api = new ContractApi(SERVER.apiUrl(), Contract.API_KEY);

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    @Test
    void unsubscribe_byTheApi_isTold() throws Exception {
        assertTold(
                channel -> api.post("/api/unsubscribe", "{\"user\":\"user-1\",\"channel\":\"" + channel + "\"}"),
                "unsubscribed by the server (2000 server unsubscribe)");
    }

    @Test
    void disconnect_byTheApi_isTold() throws Exception {
        assertTold(
                channel -> api.post("/api/disconnect", "{\"user\":\"user-1\"}"),
                "connection lost (closed by the server with 3503 force disconnect; a client must not come back)");
        assertTold(
                channel -> api.post(
                        "/api/disconnect", "{\"user\":\"user-1\",\"disconnect\":{\"code\":4001,\"reason\":\"moved\"}}"),
                "connection lost (closed by the server with 4001 moved; a client may come back)");
    }

    @Test
    void redisForgetsEverything_insufficientStateIsTold() throws Exception {
        assertTold(
                channel -> {
                    try {
                        CentrifugoContainer.flushRedis();
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                    api.publish(channel, token(1), "");
                },
                "unsubscribed by the server (2500 insufficient state)");
    }

    private static String token(int index) {
        return "{\"type\":\"token\",\"index\":%d,\"token\":\"a \",\"due\":1,\"sent\":1}".formatted(index);
    }

    /** The answer's first token comes, then something happens to its channel; no reply ever comes. */
    private void assertTold(Consumer<String> event, String told) throws Exception {
        var emulator = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        var threads = Executors.newCachedThreadPool();
        emulator.setExecutor(threads);
        emulator.createContext("/api/run", exchange -> {
            var body = ContractApi.parse(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
            var channel = "session:" + body.path("session_id").asText();
            api.publish(channel, token(0), "");
            event.accept(channel);
            try {
                goOn.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        emulator.start();
        try {
            var endpoints = new Endpoints(
                    URI.create("http://127.0.0.1:" + emulator.getAddress().getPort()),
                    SERVER.webSocketUrl(),
                    Contract.TOKEN_HMAC_SECRET);
            var startNs = System.nanoTime();
            var figures = new JourneyRun(new EpochClock(), () -> ServerClock.OURS, rows)
                    .take(
                            Map.of("clients", "1", "cycles", "1", "answerTimeout", "60"),
                            () -> endpoints,
                            List.of(context -> new WatchAnswer(context).answers()));
            assertThat(figures.errors()).containsOnly(Map.entry(told, 1L));
            assertThat(figures.anomalies()).isEmpty();
            assertThat(System.nanoTime() - startNs).isLessThan(40_000_000_000L);
        } finally {
            emulator.stop(0);
            threads.shutdownNow();
        }
    }
}
