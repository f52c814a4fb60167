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
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Streams whose clients go away, read slowly or not at all, and streams that are broken on demand. */
@Timeout(60)
class StreamsTest {
    /** More than the server has threads. */
    private static final int MANY = 140;

    @AutoClose
    private static final EmbeddedStack STACK =
            EmbeddedStack.start(Map.of("MAX_ANSWER_SECONDS", "86400", "STREAM_BUFFER_BYTES", "10000"));

    private final Asker asker = new Asker(STACK.httpUrl());
    private final RunClient health = new RunClient(STACK.httpUrl());
    private final List<Socket> open = new ArrayList<>();
    private final LogTap log = new LogTap();

    @AfterEach
    void leaveNothingBehind() throws IOException {
        for (var each : open) {
            each.close();
        }
        awaitAnswers(0);
        log.close();
        assertThat(log.from(Level.WARN)).isEmpty();
    }

    private BufferedReader streaming(String text) throws IOException {
        var socket = asker.asking(Asker.chat(text, ",\"stream\":true"), 4_096);
        open.add(socket);
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }

    private static String awaitToken(BufferedReader reader) throws IOException {
        var line = reader.readLine();
        while (line != null && !line.contains("\"delta\":{\"content\"")) {
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
        var whole = asker.asking(Asker.chat("[[words=1000 delay=60]]", ""), 4_096);
        awaitAnswers(2);

        open.get(0).close();
        whole.close();

        awaitAnswers(0);
    }

    @Test
    void readers_thatTakeNothing_areClosedAndCountedAndHoldUpNobody() throws IOException {
        var before = health.health().number("slow_readers");
        for (var i = 0; i < MANY; i++) {
            streaming("[[words=100000 delay=0]]");
        }
        // 100 tokens at 10 ms, 30 s at most.
        var reply = asker.chat("[[words=100]]");

        assertThat(reply.statusCode()).isEqualTo(200);
        Waiting.until(
                "all to be closed",
                Duration.ofSeconds(40),
                () -> health.health().number("slow_readers") == before + MANY);
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
        open.get(0)
                .getOutputStream()
                .write("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));
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
        open.get(0)
                .getOutputStream()
                .write("GET /v1/models HTTP/1.1\r\nHost: a\r\n\r\n".getBytes(StandardCharsets.UTF_8));

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

        assertThat(lines)
                .filteredOn(line -> line.contains("\"delta\":{\"content\""))
                .hasSize(3);
        // A chunk of length 0 would end the stream properly.
        assertThat(lines).doesNotContain("data: [DONE]", "0");
        assertThatThrownBy(() -> asker.chat("[[words=10 delay=0 break=3]]")).isInstanceOf(CompletionException.class);
    }

    @Test
    void malformedDirective_putsABrokenChunkBetweenTheTokens() {
        var body = asker.streamedChat("[[words=4 delay=0 malformed=2]]").body();

        var lines = body.lines().filter(line -> !line.isEmpty()).toList();
        // The role, two tokens, the broken one, two tokens, the reason, the end.
        assertThat(lines).hasSize(8);
        assertThat(lines.get(3))
                .isEqualTo("data: {\"id\":\"malformed\",\"choices\":[{\"index\":0,\"delta\":{\"content");
        assertThat(asker.chat("[[words=4 delay=0 malformed=2]]").body())
                .startsWith("{")
                .doesNotContain("usage");
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
        assertThat(asker.chat("[[status=503]]").headers().firstValue("Retry-After"))
                .hasValue("1");
    }
}
