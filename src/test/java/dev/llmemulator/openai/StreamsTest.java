package dev.llmemulator.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.LogTap;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams whose clients go away, read slowly or not at all, and streams that end early. */
@Timeout(60)
class StreamsTest {
    /** More than the server has threads. */
    private static final int MANY = 140;

    private final EmbeddedStack stack = EmbeddedStack.start(Map.of(
            "MAX_ANSWER_SECONDS", "86400", "SHUTDOWN_GRACE_SECONDS", "1", "STREAM_BUFFER_BYTES", "10000"));
    private final Asker asker = new Asker(stack.httpUrl());
    private final RunClient health = new RunClient(stack.httpUrl());
    private final List<Socket> open = new ArrayList<>();
    private final LogTap log = new LogTap();
    private Level mostSevere = Level.WARN;

    @AfterEach
    void stop() throws IOException {
        for (var each : open) {
            each.close();
        }
        stack.close();
        log.close();
        assertThat(log.from(mostSevere)).isEmpty();
    }

    private BufferedReader streaming(String text) throws IOException {
        var socket = asker.streaming(text, 4_096);
        open.add(socket);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String awaitToken(BufferedReader reader) throws IOException {
        var line = reader.readLine();
        while (line != null && !line.contains("\"content\":\"") | line.contains("\"role\"")) {
            line = reader.readLine();
        }
        return String.valueOf(line);
    }

    private void awaitAnswers(int count) {
        Waiting.until(count + " answers", () -> health.health().number("answers") == count);
    }

    @Test
    void head_ofAStream_comesBeforeTheFirstToken() throws IOException {
        assertThat(streaming("[[ttft=600]]").readLine()).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void tokens_ofAStream_comeAsTheyAreDue() throws IOException {
        var reader = streaming("[[words=1000 delay=60]]");

        assertThat(awaitToken(reader)).contains("\"content\"");
        assertThat(health.health().number("answers")).isEqualTo(1);
    }

    @Test
    void hangUp_inTheMiddle_cancelsTheAnswer() throws IOException {
        awaitToken(streaming("[[words=1000 delay=60]]"));
        var whole = asker.url();
        var socket = new Socket(whole.getHost(), whole.getPort());
        var body = Asker.chat("[[words=1000 delay=60]]", "");
        socket.getOutputStream()
                .write(("POST /v1/chat/completions HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
                                + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(StandardCharsets.UTF_8));
        awaitAnswers(2);

        open.get(0).close();
        socket.close();

        awaitAnswers(0);
    }

    @Test
    void readers_thatTakeNothing_areClosedAndCountedAndHoldUpNobody() throws IOException {
        for (var i = 0; i < MANY; i++) {
            streaming("[[words=100000 delay=0]]");
        }
        // 100 tokens at 10 ms, 30 s at most.
        var reply = asker.chat("[[words=100]]");

        assertThat(reply.statusCode()).isEqualTo(200);
        Waiting.until("all to be closed", Duration.ofSeconds(40), () -> health.health().number("slow_readers") == MANY);
        awaitAnswers(0);
    }

    @Test
    void reader_thatIsSlowButNotTooSlow_getsEverything() throws IOException, InterruptedException {
        var reader = streaming("[[words=300 delay=0.001]]");
        awaitToken(reader);
        // Meanwhile what does not fit into the sockets waits in the buffer.
        TimeUnit.MILLISECONDS.sleep(50);
        var tokens = 1;
        for (var line = reader.readLine(); !line.equals("data: [DONE]"); line = reader.readLine()) {
            tokens += line.contains("\"content\":\"") ? 1 : 0;
        }

        assertThat(tokens).isEqualTo(300);
    }

    @Test
    void connection_afterAStream_servesTheNextRequest() throws IOException {
        var reader = streaming("[[words=2 delay=0]]");
        while (!reader.readLine().equals("data: [DONE]")) {
            // Comes before.
        }
        open.get(0).getOutputStream().write("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
        // The empty line and the last chunk of the stream come first.
        var status = reader.readLine();
        while (!status.startsWith("HTTP/1.1")) {
            status = reader.readLine();
        }

        assertThat(status).isEqualTo("HTTP/1.1 200 OK");
    }

    @Test
    void request_sentEarly_isAnsweredAfterTheStream() throws IOException {
        var reader = streaming("[[words=20 delay=0.01]]");
        open.get(0).getOutputStream().write("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));

        var lines = new ArrayList<String>();
        while (Collections.frequency(lines, "HTTP/1.1 200 OK") < 2) {
            lines.add(reader.readLine());
        }

        assertThat(lines).containsSubsequence("HTTP/1.1 200 OK", "data: [DONE]", "HTTP/1.1 200 OK");
    }

    @Test
    void flood_whileAStreamIsUnderWay_endsIt() throws IOException {
        awaitToken(streaming("[[words=1000 delay=60]]"));

        open.get(0).getOutputStream().write(new byte[200_000]);

        awaitAnswers(0);
    }

    @Test
    void http10_withoutChunks_endsWithTheConnection() throws IOException {
        try (var socket = new Socket(asker.url().getHost(), asker.url().getPort())) {
            var body = Asker.chat("[[words=2 delay=0]]", ",\"stream\":true");
            socket.getOutputStream()
                    .write(("POST /v1/chat/completions HTTP/1.0\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.UTF_8));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .doesNotContain("Transfer-Encoding")
                    .endsWith("data: [DONE]\n\n");
        }
    }

    @Test
    void breakDirective_cutsTheConnectionAfterSoManyTokens() throws IOException {
        var reader = streaming("[[words=10 delay=0 break=3]]");

        var lines = reader.lines().toList();

        assertThat(lines).filteredOn(line -> line.contains("\"delta\":{\"content\"")).hasSize(3);
        // A chunk of length 0 would end the stream properly.
        assertThat(lines).doesNotContain("data: [DONE]", "0");
        assertThatThrownBy(() -> asker.chat("[[words=10 delay=0 break=3]]")).isInstanceOf(CompletionException.class);
        awaitAnswers(0);
    }

    @Test
    void malformedDirective_putsABrokenChunkBetweenTheTokens() {
        var body = asker.streamedChat("[[words=4 delay=0 malformed=2]]").body();

        var lines = body.lines().filter(line -> !line.isEmpty()).toList();
        // The role, two tokens, the broken one, two tokens, the reason, the end.
        assertThat(lines).hasSize(8);
        assertThat(lines.get(3)).isEqualTo("data: {\"id\":\"malformed\",\"choices\":[{\"index\":0,\"delta\":{\"content");
        assertThat(asker.chat("[[words=4 delay=0 malformed=2]]").body()).startsWith("{").doesNotContain("usage");
    }

    @Test
    void stallDirective_delaysAllTokensFromThere() {
        var startNs = System.nanoTime();

        var reply = asker.streamedChat("[[words=4 delay=0 stall=300ms@2]]");

        assertThat(Duration.ofNanos(System.nanoTime() - startNs)).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(reply.body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void statusDirective_refusesWithThatStatus() {
        for (var status : new int[] {429, 500, 503}) {
            var reply = asker.streamedChat("[[status=" + status + " retry_after=5]]");

            assertThat(reply.statusCode()).isEqualTo(status);
            assertThat(reply.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(Asker.tree(reply).at("/error/message").asText()).contains("directive status");
        }
        assertThat(asker.chat("[[status=503]]").headers().firstValue("Retry-After")).hasValue("1");
    }

    @Test
    void shutdown_withStreamsUnderWay_tellsTheirClients() throws IOException {
        mostSevere = Level.ERROR;
        var reader = streaming("[[words=1000 delay=0.1]]");
        awaitToken(reader);
        var whole = CompletableFuture.supplyAsync(() -> asker.chat("[[words=1000 delay=60]]"));
        awaitAnswers(2);

        stack.close();

        assertThat(reader.lines())
                .contains("data: {\"error\":{\"message\":\"The emulator is shutting down\","
                        + "\"type\":\"server_error\",\"param\":null,\"code\":null}}");
        assertThat(whole.join().statusCode()).isEqualTo(502);
        assertThat(Asker.tree(whole.join()).at("/error/type").asText()).isEqualTo("server_error");
    }

    @Test
    void shutdown_withinTheGrace_letsStreamsEnd() throws IOException {
        var reader = streaming("[[words=5 delay=0.1]]");
        awaitToken(reader);

        stack.close();

        assertThat(reader.lines()).contains("data: [DONE]");
    }
}
