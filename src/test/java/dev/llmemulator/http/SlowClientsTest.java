package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.LogTap;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that send slowly, read slowly, send too early or go away. More of them than the server has threads. */
@Timeout(60)
class SlowClientsTest {
    private static final int CLIENTS = 140;

    private static final int IDLE = 2_000;

    /** Less than the ten seconds that a body may take, so a reply within it did not wait for a slow body to end. */
    private static final Duration SOON = Duration.ofSeconds(6);

    private static final String LONG_ANSWER = "\"session_id\":\"%s\",\"question\":\"\",\"words\":1000,\"delay\":60";

    private final EmbeddedStack stack =
            EmbeddedStack.start(Map.of("MAX_ANSWER_SECONDS", "86400", "SHUTDOWN_GRACE_SECONDS", "0"));
    private final RunClient client = new RunClient(stack.httpUrl());
    private final List<AutoCloseable> open = new ArrayList<>();

    private final LogTap log = new LogTap();

    @AfterEach
    void stop() throws Exception {
        for (var each : open) {
            each.close();
        }
        stack.close();
        log.close();
        assertThat(log.from(Level.WARN)).isEmpty();
    }

    @Test
    void body_sentSlowlyByMany_holdsUpNobodyAndEndsIn408() throws Exception {
        var slow = slowBodies();

        assertServes();

        for (var i = 0; i < 4; i++) {
            for (var socket : slow) {
                socket.getOutputStream().write(' ');
            }
            TimeUnit.MILLISECONDS.sleep(100);
        }
        for (var socket : slow) {
            assertThat(text(socket)).startsWith("HTTP/1.1 408").contains("did not arrive within 10 s");
        }
    }

    @Test
    void heads_sentSlowlyByMany_holdUpNobody() throws Exception {
        for (var i = 0; i < CLIENTS; i++) {
            send(connected(), "POST /api/run HTTP/1.1\r\nHost: a\r\nX: ");
        }

        assertServes();
    }

    @Test
    void connections_thatStayIdle_holdUpNobody() throws Exception {
        for (var i = 0; i < IDLE; i++) {
            connected();
        }

        assertServes();
    }

    @Test
    void close_whileBodiesAreSentSlowly_isQuickAndQuiet() throws Exception {
        slowBodies();

        stack.close();

        assertThat(log.from(Level.WARN)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20_000})
    void hangUp_afterBytesThatCameEarly_isSeen(int bytes) throws Exception {
        try (var socket = connected()) {
            send(socket, post("{" + LONG_ANSWER.formatted("gone") + "}"));
            Waiting.until("the answer to begin", () -> client.health().number("answers") == 1);
            send(socket, "x".repeat(bytes));
            TimeUnit.MILLISECONDS.sleep(100);
        }

        Waiting.until("the hang-up to be seen", () -> client.health().number("answers") == 0);
    }

    @Test
    void flood_whileAnAnswerIsUnderWay_endsTheAnswer() throws Exception {
        var socket = connected();
        send(socket, post("{" + LONG_ANSWER.formatted("flood") + "}"));
        Waiting.until("the answer to begin", () -> client.health().number("answers") == 1);

        send(socket, "x".repeat(200_000));

        Waiting.until("the flood to be seen", () -> client.health().number("answers") == 0);
    }

    @Test
    void refusedRequests_manyInARowByMany_holdUpNobody() throws Exception {
        var requests = "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n".repeat(10_000);
        var closed = new CountDownLatch(CLIENTS);
        for (var i = 0; i < CLIENTS; i++) {
            var socket = connected();
            var thread = new Thread(() -> {
                try {
                    send(socket, requests);
                    text(socket);
                } catch (SocketException e) {
                    // The server has hung up while it was sent more.
                } catch (IOException e) {
                    return;
                }
                closed.countDown();
            });
            thread.start();
        }

        assertServes();
        assertThat(closed.await(30, TimeUnit.SECONDS)).isTrue();
    }

    /** Bytes of a second request that come with the first one | whether the rest comes before the reply to the first. */
    @ParameterizedTest
    @CsvSource({
        "300, true", "7500, true", "7765, true", "7900, true", "8030, true", "12000, true",
        "300, false", "7500, false", "7765, false", "7900, false", "8030, false", "12000, false"
    })
    void pipelined_secondRequestInTwoParts_losesNoByte(int bytes, boolean early) throws Exception {
        var socket = connected();
        var second = post(
                "{\"session_id\":\"b\",\"question\":\"%s\",\"words\":2,\"delay\":0}".formatted("GET ".repeat(5000)),
                "Connection: close\r\n");
        send(
                socket,
                post("{\"session_id\":\"a\",\"question\":\"\",\"words\":5,\"delay\":0.05}")
                        + second.substring(0, bytes));
        if (early) {
            TimeUnit.MILLISECONDS.sleep(50);
        } else {
            Waiting.until("the end of the first answer", () -> available(socket) > 0);
        }
        send(socket, second.substring(bytes));

        var replies = text(socket);

        assertThat(replies).startsWith("HTTP/1.1 200").doesNotContain("HTTP/1.1 4");
        if (replies.split("HTTP/1.1 200", -1).length != 3) {
            assertThat(early || bytes > 8100)
                    .as("more came early than a buffer holds")
                    .isTrue();
            assertThat(replies).contains("Connection: close").doesNotContain("\"session_id\":\"b\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"words\":1442,\"delay\":60", "\"model\":\"writer\",\"words\":33333,\"delay\":5"})
    void run_answerThatWouldTakeTooLong_is400(String fields) {
        var reply = client.ask("long", "," + fields);

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.text("detail")).contains("longer than 86400 s");
    }

    @Test
    void run_answerThatTakesExactlyTheLongestTime_begins() throws Exception {
        try (var socket = connected()) {
            send(socket, post("{\"session_id\":\"a\",\"question\":\"\",\"words\":1441,\"delay\":60}"));
            Waiting.until("the answer to begin", () -> client.health().number("answers") == 1);
        }
        Waiting.until("the hang-up to be seen", () -> client.health().number("answers") == 0);
    }

    private void assertServes() throws Exception {
        var health = client.url().resolve("/health").toURL().openConnection();
        health.setConnectTimeout((int) SOON.toMillis());
        health.setReadTimeout((int) SOON.toMillis());
        try (var reply = health.getInputStream()) {
            assertThat(new String(reply.readAllBytes(), StandardCharsets.UTF_8)).contains("\"ok\"");
        }
        assertThat(client.run("good", ",\"words\":3")
                        .get(SOON.toMillis(), TimeUnit.MILLISECONDS)
                        .status())
                .isEqualTo(200);
    }

    private List<Socket> slowBodies() throws IOException {
        var sockets = new ArrayList<Socket>();
        for (var i = 0; i < CLIENTS; i++) {
            var socket = connected();
            send(
                    socket,
                    "POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                            + "Content-Length: 60000\r\n\r\n{");
            sockets.add(socket);
        }
        return sockets;
    }

    private Socket connected() throws IOException {
        var socket = opened(
                new Socket(InetAddress.getLoopbackAddress(), stack.httpUrl().getPort()));
        socket.setSoTimeout(15_000);
        return socket;
    }

    private static String post(String body) {
        return post(body, "");
    }

    private static String post(String body, String header) {
        return "POST /api/run HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n%sContent-Length: %d\r\n\r\n%s"
                .formatted(header, body.length(), body);
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** All that comes until the server closes the connection. */
    private static String text(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static int available(Socket socket) {
        try {
            return socket.getInputStream().available();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private <T extends AutoCloseable> T opened(T resource) {
        open.add(resource);
        return resource;
    }
}
