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
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

        var reply = client.ask("whole", ",\"words\":50,\"delay\":0.01,\"ttft\":0.1,\"seed\":11");
        var marker = reader.awaitMarker();

        assertThat(reply.status()).isEqualTo(200);
        var text = reply.text("response");
        assertThat(reader.tokens()).hasSize(50);
        reader.assertNoHole();
        assertThat(reader.text()).isEqualTo(text);
        assertThat(reply.text("session_id")).isEqualTo("whole");
        assertThat(reply.number("tokens")).isEqualTo(50).isEqualTo(marker.tokens());
        assertThat(reply.body().get("seed").asLong()).isEqualTo(11);
        assertThat(marker.type()).isEqualTo("done");
        assertThat(marker.sha256()).isEqualTo(reply.text("sha256")).isEqualTo(Sha256.of(text));
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
        assertThat(one.ask("a", seeded).body().get("response"))
                .isEqualTo(other.ask("b", seeded).body().get("response"));
        assertThat(one.ask("c", "").body().get("response"))
                .isNotEqualTo(other.ask("d", "").body().get("response"));
    }

    @Test
    void run_silentAboutLengthAndPace_usesTheServersSettings() {
        var client = client(emulator(Map.of("RESPONSE_LENGTH_WORDS", "7", "TOKEN_DELAY_SECONDS", "0.02")));
        var reader = reader("defaults");

        assertThat(client.ask("defaults", "").number("tokens")).isEqualTo(7);
        reader.awaitMarker();
        var dues = dues(reader);
        assertThat(dues.get(6) - dues.get(0)).isEqualTo(6 * 20_000L);
    }

    @Test
    void run_model_repliesWithItsNameAndTheIdealOfTheAnswer() {
        var client = client(emulator(Map.of()));
        var reader = reader("model");

        var reply = client.ask("model", ",\"model\":\"fast\",\"seed\":3");
        reader.awaitMarker();

        assertThat(reply.status()).isEqualTo(200);
        var fast = new Answer(Models.named("fast").orElseThrow(), 3);
        assertThat(reply.text("response")).isEqualTo(fast.text()).isEqualTo(reader.text());
        assertThat(reply.number("tokens")).isEqualTo(reader.tokens().size());
        assertThat(reply.text("model")).isEqualTo("fast");
        var dues = dues(reader);
        var schedule = fast.schedule();
        var first = schedule.nextDueNs(true) / 1_000;
        var last = dues.get(dues.size() - 1) - dues.get(0) + first;
        assertThat(reply.body().get("ideal").decimalValue()).isEqualByComparingTo(BigDecimal.valueOf(last, 6));
    }

    @Test
    void run_modelAndNumbers_numbersOfTheRequestBeatItsModelWhichBeatsTheServersSettings() {
        var client = client(emulator(Map.of("MODEL", "writer", "RESPONSE_LENGTH_WORDS", "7", "TTFT_SECONDS", "0.5")));
        var server = client.ask("server", ",\"delay\":0").body();
        var named = client.ask("named", ",\"model\":\"constant\",\"delay\":0").body();
        var numbers = client.ask("numbers", ",\"model\":\"fast\",\"words\":4,\"ttft\":0.001,\"delay\":0")
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
    void cancel_answerInProgress_tellsItsReadersAndItsClientAndFreesTheSession() {
        var client = client(emulator(Map.of()));
        var reader = reader("stopped");
        var stopped = client.run("stopped", ",\"words\":3000,\"delay\":0.01");
        Waiting.until("the first tokens", () -> reader.tokens().size() > 5);

        assertThat(client.cancel("stopped").status()).isEqualTo(204);
        var came = reader.awaitMarker().tokens();
        var again = client.ask("stopped", ",\"words\":3,\"delay\":0");

        assertThat(again.status()).isEqualTo(200);
        assertThat(stopped.join().status()).isEqualTo(409);
        assertThat(stopped.join().text("detail")).isEqualTo("The answer was cancelled");
        assertThat(stopped.join().number("tokens")).isEqualTo(came);
        // Then only those of the next answer come.
        Waiting.until("the next answer", () -> reader.tokens().size() == came + 3);
        assertThat(client.cancel("stopped").status()).isEqualTo(404);
    }

    @Test
    void cancel_whatIsNoSession_saysWhatOneIs() {
        var reply = client(emulator(Map.of())).cancel("a%2Fb");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body().at("/errors/0/detail").asText()).startsWith("must be 1 to 128 characters");
    }

    @Test
    void run_clientHangsUp_sendsNoMoreTokensAndNoMarker() throws Exception {
        var emulator = emulator(Map.of());
        var reader = reader("left");
        try (var socket = request(emulator, "left", 600, 0.02)) {
            assertThat(socket.isConnected()).isTrue();
            Waiting.until("the first tokens", () -> reader.tokens().size() > 5);
        }
        Waiting.until("the answer to be cancelled", () -> answers(emulator) == 0);

        var seen = reader.tokens().size();
        // At most two more were on their way. Any others would arrive while another answer of ten gaps runs.
        assertThat(client(emulator).ask("next", ",\"words\":10,\"delay\":0.02").status())
                .isEqualTo(200);
        assertThat(reader.tokens()).hasSizeLessThanOrEqualTo(seen + 2);
        assertThat(reader.hasMarker()).isFalse();
        assertThat(client(emulator).ask("left", ",\"words\":1").status()).isEqualTo(200);
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

    /** The answer that is under way is that of the session "one", and the server has places for so many. */
    @ParameterizedTest
    @CsvSource({"1000, one, 429", "1, two, 503"})
    void run_sessionBusyOrAllPlacesTaken_isRefused(String places, String session, int status) {
        var client = client(emulator(Map.of("MAX_ANSWERS", places)));
        var first = client.run("one", ",\"words\":100,\"delay\":0.01");
        Waiting.until("the first answer to begin", () -> client.health().number("answers") == 1);

        var second = client.ask(session, "");

        assertThat(second.status()).isEqualTo(status);
        assertThat(second.retryAfter()).isPositive();
        assertThat(first.join().status()).isEqualTo(200);
        assertThat(client.ask(session, ",\"words\":1").status()).isEqualTo(200);
    }

    @Test
    void health_afterAnAnswer_tellsTheTimeAndTheInstanceThatGaveIt() {
        var client = client(emulator(Map.of()));
        var before = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());
        var health = client.health().body();
        var after = ChronoUnit.MICROS.between(Instant.EPOCH, Instant.now());

        assertThat(health.get("now").asLong()).isBetween(before, after);
        assertThat(health.get("instance").asText())
                .isNotEmpty()
                .isEqualTo(client.ask("a", ",\"words\":1").text("instance"));
    }

    @Test
    void run_wrongApiKey_is502WithoutAToken() {
        var client = client(emulator(Map.of("CENTRIFUGO_HTTP_API_KEY", "wrong")));

        var reply = client.ask("refused", "");

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.number("tokens")).isZero();
        assertThat(reply.text("detail")).contains("401").doesNotContain("wrong");
    }

    @Test
    void run_centrifugoGoesAway_is502AndTellsHowFarItGot() {
        var client = client(emulator(Map.of("PUBLISH_DEADLINE_SECONDS", "0.3")));
        var reader = reader("lost");
        var reply = client.run("lost", ",\"words\":1000,\"delay\":0.01");
        Waiting.until("the first tokens", () -> reader.tokens().size() > 5);

        centrifugo.close();

        assertThat(reply.join().status()).isEqualTo(502);
        assertThat(reply.join().number("tokens")).isBetween(5, 999);
        assertThat(client.health().number("answers")).isZero();
    }

    @Test
    void run_answerThatLagsBeyondItsLongestTime_isCutOff() throws IOException {
        var silent = opened(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
        var client = client(emulator(Map.of(
                "CENTRIFUGO_API_URLS", "http://127.0.0.1:" + silent.getLocalPort(),
                "PUBLISH_TIMEOUT_SECONDS", "0.1",
                "PUBLISH_DEADLINE_SECONDS", "2",
                "MAX_ANSWER_SECONDS", "0.5")));

        var reply = client.ask("late", ",\"words\":2,\"delay\":0.1");

        assertThat(reply.status()).isEqualTo(502);
        assertThat(reply.text("detail")).isEqualTo("The answer took longer than 0.5 s");
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
        return client(emulator).health().number("answers");
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

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(0, resource);
        return resource;
    }
}
