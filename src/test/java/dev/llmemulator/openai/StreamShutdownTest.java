package dev.llmemulator.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What clients see of an answer that a shutdown or the longest time of an answer ends. */
@Timeout(60)
class StreamShutdownTest {
    private static final String LONG = "[[words=1000 delay=0.02]]";

    private final EmbeddedStack stack =
            EmbeddedStack.start(Map.of("SHUTDOWN_GRACE_SECONDS", "0.5", "MAX_ANSWER_SECONDS", "20"));
    private final Asker asker = new Asker(stack.httpUrl());

    @AfterEach
    void stop() {
        stack.close();
    }

    private CompletableFuture<HttpResponse<String>> asked(String path, String body) {
        return CompletableFuture.supplyAsync(() -> asker.post(path, body));
    }

    private void awaitAnswers(int count) {
        var health = new RunClient(stack.httpUrl());
        Waiting.until(count + " answers", () -> health.health().number("answers") == count);
    }

    @Test
    void shutdown_afterTheGrace_isToldInEachForm() {
        var chat = asked("/v1/chat/completions", Asker.chat(LONG, ",\"stream\":true"));
        var whole = asked("/v1/chat/completions", Asker.chat(LONG, ""));
        var response = asked("/v1/responses", "{\"model\":\"m\",\"stream\":true,\"input\":\"" + LONG + "\"}");
        awaitAnswers(3);

        stack.close();

        assertThat(chat.join().body())
                .endsWith("data: {\"error\":{\"message\":\"The emulator is shutting down\","
                        + "\"type\":\"server_error\",\"param\":null,\"code\":null}}\n\n");
        assertThat(whole.join().statusCode()).isEqualTo(502);
        assertThat(Asker.tree(whole.join()).at("/error/type").asText()).isEqualTo("server_error");
        assertThat(response.join().body())
                .contains("event: response.failed\n", "\"status\":\"failed\"")
                .contains("\"error\":{\"code\":\"server_error\",\"message\":\"The emulator is shutting down\"}");
    }

    @Test
    void shutdown_withinTheGrace_letsStreamsEnd() {
        var stream = asked("/v1/chat/completions", Asker.chat("[[words=5 delay=0.02]]", ",\"stream\":true"));
        awaitAnswers(1);

        stack.close();

        assertThat(stream.join().body()).endsWith("data: [DONE]\n\n");
    }

    @Test
    void answer_thatStallsBeyondTheLongestTime_isRefused() {
        var reply = asker.chat("[[words=2 delay=0 stall=30s@1]]");

        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(Asker.tree(reply).at("/error/message").asText()).contains("longer than 20 s (MAX_ANSWER_SECONDS)");
    }
}
