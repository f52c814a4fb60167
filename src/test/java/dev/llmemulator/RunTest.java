package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.answer.Models;
import dev.llmemulator.load.client.Sha256;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Answers from the request to the reader over real sockets. */
@Timeout(60)
class RunTest {
    private static final String KEY = "api-key";
    private static final String SECRET = "token-secret";

    private final List<AutoCloseable> open = new ArrayList<>();
    private final StandIn centrifugo = opened(StandIn.start(StandInSettings.of(KEY, SECRET)));

    @AfterEach
    void stop() throws Exception {
        for (var resource : open) {
            resource.close();
        }
    }

    @Test
    void run_wholeAnswer_reachesTheReaderTokenByToken() {
        var client = client(emulator(Map.of()));
        var reader = reader("whole");

        var reply = client.run("whole", ",\"words\":50,\"delay\":0.01,\"ttft\":0.1,\"seed\":11")
                .join();
        var marker = reader.awaitMarker();

        assertThat(reply.status()).isEqualTo(200);
        var text = reply.body().get("response").asText();
        assertThat(reader.tokens()).hasSize(50);
        reader.assertNoHole();
        assertThat(reader.text()).isEqualTo(text);
        assertThat(reply.body().get("session_id").asText()).isEqualTo("whole");
        assertThat(reply.body().get("tokens").asInt()).isEqualTo(50).isEqualTo(marker.tokens());
        assertThat(reply.body().get("seed").asLong()).isEqualTo(11);
        assertThat(marker.type()).isEqualTo("done");
        assertThat(marker.sha256())
                .isEqualTo(reply.body().get("sha256").asText())
                .isEqualTo(Sha256.of(text));
        var first = reader.tokens().get(0).stamps().dueUs();
        for (var i = 0; i < 50; i++) {
            var stamps = reader.tokens().get(i).stamps();
            assertThat(stamps.dueUs() - first).isEqualTo(i * 10_000L);
            assertThat(stamps.sentUs()).isGreaterThanOrEqualTo(stamps.dueUs());
        }
    }

    @Test
    void run_sameSeedOnTwoInstances_givesTheSameText() {
        var one = client(emulator(Map.of()));
        var other = client(emulator(Map.of()));

        var seeded = ",\"words\":30,\"delay\":0,\"seed\":-5";
        assertThat(one.run("a", seeded).join().body().get("response"))
                .isEqualTo(other.run("b", seeded).join().body().get("response"));
        assertThat(one.run("c", "").join().body().get("response"))
                .isNotEqualTo(other.run("d", "").join().body().get("response"));
    }

    @Test
    void run_silentAboutLengthAndPace_usesTheServersSettings() {
        var client = client(emulator(Map.of("RESPONSE_LENGTH_WORDS", "7", "TOKEN_DELAY_SECONDS", "0.02")));
        var reader = reader("defaults");

        assertThat(client.run("defaults", "").join().body().get("tokens").asInt())
                .isEqualTo(7);
        reader.awaitMarker();
        var dues = dues(reader);
        assertThat(dues.get(6) - dues.get(0)).isEqualTo(6 * 20_000L);
    }

    @Test
    void run_model_repliesWithItsNameAndTheIdealOfTheAnswer() {
        var client = client(emulator(Map.of()));
        var reader = reader("model");

        var reply = client.run("model", ",\"model\":\"fast\",\"seed\":3").join();
        reader.awaitMarker();

        assertThat(reply.status()).isEqualTo(200);
        var fast = new Answer(Models.named("fast").orElseThrow(), 3);
        assertThat(reply.body().get("response").asText()).isEqualTo(fast.text()).isEqualTo(reader.text());
        assertThat(reply.body().get("tokens").asInt()).isEqualTo(reader.tokens().size());
        assertThat(reply.body().get("model").asText()).isEqualTo("fast");
        var dues = dues(reader);
        var schedule = fast.schedule();
        var first = schedule.nextDueNs(true) / 1_000;
        var last = dues.get(dues.size() - 1) - dues.get(0) + first;
        assertThat(reply.body().get("ideal").decimalValue()).isEqualByComparingTo(BigDecimal.valueOf(last, 6));
    }

    @Test
    void run_modelAndNumbers_numbersOfTheRequestBeatItsModelWhichBeatsTheServersSettings() {
        var client = client(emulator(Map.of("MODEL", "writer", "RESPONSE_LENGTH_WORDS", "7", "TTFT_SECONDS", "0.5")));
        var server = client.run("server", ",\"delay\":0").join().body();
        var named = client.run("named", ",\"model\":\"constant\",\"delay\":0")
                .join()
                .body();
        var numbers = client.run("numbers", ",\"model\":\"fast\",\"words\":4,\"ttft\":0.001,\"delay\":0")
                .join()
                .body();

        assertThat(server.get("model").asText()).isEqualTo("writer");
        assertThat(server.get("response").asText().split(" ")).hasSize(7);
        assertThat(server.get("ideal").decimalValue()).isEqualByComparingTo("0.5");
        assertThat(named.get("model").asText()).isEqualTo("constant");
        assertThat(named.get("tokens").asInt()).isEqualTo(100);
        assertThat(named.get("ideal").decimalValue()).isZero();
        assertThat(numbers.get("response").asText().split(" ")).hasSize(4);
        assertThat(numbers.get("ideal").decimalValue()).isEqualByComparingTo("0.001");
    }

    @Test
    void run_clientHangsUp_sendsNoMoreTokensAndNoMarker() throws Exception {
        var emulator = emulator(Map.of());
        var reader = reader("left");
        try (var socket = request(emulator, "left", 600, 0.02)) {
            assertThat(socket.isConnected()).isTrue();
            await("the first tokens", () -> reader.tokens().size() > 5);
        }
        await("the answer to be cancelled", () -> answers(emulator) == 0);

        var seen = reader.tokens().size();
        // At most two more were on their way. Any others would arrive while another answer of ten gaps runs.
        assertThat(client(emulator)
                        .run("next", ",\"words\":10,\"delay\":0.02")
                        .join()
                        .status())
                .isEqualTo(200);
        assertThat(reader.tokens()).hasSizeLessThanOrEqualTo(seen + 2);
        assertThat(reader.hasMarker()).isFalse();
        assertThat(client(emulator).run("left", ",\"words\":1").join().status()).isEqualTo(200);
    }

    @Test
    void run_nextRequestSentEarly_isAnsweredAfterTheFirst() throws IOException {
        var emulator = emulator(Map.of());
        try (var socket = request(emulator, "pipeline-1", 5, 0.05)) {
            send(socket, "pipeline-2", 5, 0.05, "Connection: close\r\n");
            var replies = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(replies.split("HTTP/1.1 200 OK", -1)).hasSize(3);
            assertThat(replies.indexOf("pipeline-1")).isLessThan(replies.indexOf("pipeline-2"));
        }
    }

    @Test
    void run_keptConnection_servesOneAnswerAfterTheOther() throws IOException {
        var emulator = emulator(Map.of());
        try (var socket =
                new Socket(InetAddress.getLoopbackAddress(), emulator.url().getPort())) {
            socket.setSoTimeout(10_000);
            for (var i = 0; i < 20; i++) {
                send(socket, "kept", 3, 0.002, "");
                assertThat(readReply(socket)).contains("HTTP/1.1 200 OK").contains("\"tokens\":3");
            }
        }
    }

    @Test
    void run_sessionThatHasAnAnswerUnderWay_is429() {
        var client = client(emulator(Map.of()));
        var first = client.run("busy", ",\"words\":100,\"delay\":0.01");
        await(
                "the first answer to begin",
                () -> client.health().join().body().get("answers").asInt() == 1);

        var second = client.run("busy", "").join();

        assertThat(second.status()).isEqualTo(429);
        assertThat(second.retryAfter()).isPositive();
        assertThat(first.join().status()).isEqualTo(200);
    }

    @Test
    void health_afterAnAnswer_tellsTheTimeAndTheInstanceThatGaveIt() {
        var client = client(emulator(Map.of()));
        var before = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        var health = client.health().join().body();
        var after = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

        assertThat(health.get("now").asLong()).isBetween(before, after);
        assertThat(health.get("instance").asText())
                .isNotEmpty()
                .isEqualTo(client.run("a", ",\"words\":1")
                        .join()
                        .body()
                        .get("instance")
                        .asText());
    }

    @Test
    void run_allPlacesTaken_is503() {
        var client = client(emulator(Map.of("MAX_ANSWERS", "1")));
        var first = client.run("one", ",\"words\":50,\"delay\":0.01");
        await(
                "the first answer to begin",
                () -> client.health().join().body().get("answers").asInt() == 1);

        var second = client.run("two", "").join();

        assertThat(second.status()).isEqualTo(503);
        assertThat(second.retryAfter()).isPositive();
        assertThat(first.join().status()).isEqualTo(200);
        assertThat(client.run("two", ",\"words\":1").join().status()).isEqualTo(200);
    }

    @Test
    void run_wrongApiKey_is502WithoutAToken() {
        var client = client(emulator(Map.of("CENTRIFUGO_HTTP_API_KEY", "wrong")));

        var reply = client.run("refused", "").join();

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.body().get("tokens").asInt()).isZero();
        assertThat(reply.body().get("detail").asText()).contains("401").doesNotContain("wrong");
    }

    @Test
    void run_centrifugoGoesAway_is502AndTellsHowFarItGot() {
        var client = client(emulator(Map.of("PUBLISH_DEADLINE_SECONDS", "0.3")));
        var reader = reader("lost");
        var reply = client.run("lost", ",\"words\":1000,\"delay\":0.01");
        await("the first tokens", () -> reader.tokens().size() > 5);

        centrifugo.close();

        assertThat(reply.join().status()).isEqualTo(502);
        assertThat(reply.join().body().get("tokens").asInt()).isBetween(5, 999);
        assertThat(client.health().join().body().get("answers").asInt()).isZero();
    }

    private Emulator emulator(Map<String, String> settings) {
        var values = new HashMap<>(Map.of(
                "PORT",
                "0",
                "CENTRIFUGO_API_URLS",
                centrifugo.apiUrl().toString(),
                "CENTRIFUGO_HTTP_API_KEY",
                KEY,
                "SHUTDOWN_GRACE_SECONDS",
                "0"));
        values.putAll(settings);
        return opened(Emulator.start(EmulatorSettings.from(values)));
    }

    private AnswerReader reader(String sessionId) {
        return opened(AnswerReader.of(centrifugo.webSocketUrl(), SECRET, sessionId));
    }

    private static List<Long> dues(AnswerReader reader) {
        return reader.tokens().stream().map(token -> token.stamps().dueUs()).toList();
    }

    private static RunClient client(Emulator emulator) {
        return new RunClient(emulator.url());
    }

    private static int answers(Emulator emulator) {
        return client(emulator).health().join().body().get("answers").asInt();
    }

    private static Socket request(Emulator emulator, String session, int words, double delay) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), emulator.url().getPort());
        socket.setSoTimeout(10_000);
        send(socket, session, words, delay, "");
        return socket;
    }

    private static void send(Socket socket, String session, int words, double delay, String header) throws IOException {
        var body =
                "{\"session_id\":\"%s\",\"question\":\"\",\"words\":%d,\"delay\":%s}".formatted(session, words, delay);
        var head =
                "POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n";
        socket.getOutputStream()
                .write((head.formatted(header, body.length()) + body).getBytes(StandardCharsets.US_ASCII));
    }

    private static String readReply(Socket socket) throws IOException {
        var reply = new StringBuilder();
        while (reply.indexOf("}") < 0) {
            reply.append((char) socket.getInputStream().read());
        }
        return reply.toString();
    }

    private static void await(String label, BooleanSupplier condition) {
        var deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(label).isLessThan(deadline);
            try {
                TimeUnit.MILLISECONDS.sleep(5);
            } catch (InterruptedException e) {
                throw new AssertionError(label, e);
            }
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(0, resource);
        return resource;
    }
}
