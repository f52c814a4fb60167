package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.AnswerReader;
import dev.llmemulator.DelayingProxy;
import dev.llmemulator.Emulator;
import dev.llmemulator.RunClient;
import dev.llmemulator.Waiting;
import dev.llmemulator.load.client.HttpReply;
import dev.llmemulator.settings.EmulatorSettings;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Requests to the server that are held up past their time-out, or whose replies are: what readers and callers learn of
 * the answer, and of the next one in the same session.
 */
@Timeout(120)
class LateBatchTest {
    private static final Duration TIMEOUT = Duration.ofMillis(300);
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private final ServerUnderTest server = start();
    private final String session = UUID.randomUUID().toString();

    @AutoClose
    private final DelayingProxy slow = new DelayingProxy(server.apiUrl(), Duration.ZERO);

    @AutoClose
    private final Emulator late = emulator(slow.url());

    LateBatchTest() throws IOException {}

    ServerUnderTest start() {
        return StandInContractTest.startStandIn(Contract.CALM);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static Emulator emulator(URI apiUrl) {
        return Emulator.start(EmulatorSettings.from(Map.of(
                "PORT",
                "0",
                "CENTRIFUGO_API_URLS",
                apiUrl.toString(),
                "CENTRIFUGO_HTTP_API_KEY",
                Contract.API_KEY,
                "PUBLISH_TIMEOUT_SECONDS",
                "" + TIMEOUT.toMillis() / 1e3,
                "PUBLISH_DEADLINE_SECONDS",
                "" + DEADLINE.toSeconds())));
    }

    private AnswerReader reader(String answer) {
        return AnswerReader.of(server.webSocketUrl(), Contract.TOKEN_HMAC_SECRET, session, answer);
    }

    @Test
    void tokenThatArrivesInTheNextAnswer_isNoPartOfIt() throws Exception {
        try (var other = emulator(server.apiUrl());
                var everything = reader("");
                var reader = reader("second")) {
            var first = new RunClient(late.url()).run(session, ",\"words\":100,\"delay\":0.02,\"answer\":\"first\"");
            Waiting.until("some tokens", () -> everything.tokens().size() > 4);
            var letGo = slow.holdNextRequest();
            assertThat(first.join().text("answer")).isEqualTo("first");

            // Whoever knows of the token waits for it. Another instance does not know.
            var refused = new RunClient(late.url()).ask(session, "");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.text("detail")).contains("may still arrive");
            assertThat(refused.retryAfter()).isPositive();
            var second = new RunClient(other.url()).run(session, ",\"words\":60,\"delay\":0.02,\"answer\":\"second\"");
            Waiting.until("some tokens", () -> reader.tokens().size() > 4);
            letGo.run();

            var reply = second.join().body();
            reader.awaitMarker();
            Waiting.until("the late token", () -> reader.otherAnswers() == 100 + 1 + 1);
            assertThat(everything.tokens()).hasSize(100 + 60 + 1);
            assertThat(everything.tokens().subList(100, 161))
                    .extracting(AnswerReader.Token::index)
                    .as("without ids, the late token is in the middle")
                    .isNotEqualTo(reader.tokens().stream()
                            .map(AnswerReader.Token::index)
                            .toList());
            reader.assertNoHole();
            assertThat(reader.faults(HttpReply.parse(reply.toString()))).isEmpty();
        }
        var client = new RunClient(late.url());
        Waiting.until(
                "the session to be free",
                () -> client.ask(session, ",\"words\":1").status() == 200);
    }

    @Test
    void tokenThatIsNotAcknowledged_isCountedAndHoldsUpTheReplyForLittleMoreThanTheDeadline() throws Exception {
        try (var reader = reader("it")) {
            var run = new RunClient(late.url()).run(session, ",\"words\":100,\"delay\":0.1,\"answer\":\"it\"");
            Waiting.until("some tokens", () -> reader.tokens().size() > 2);
            // The token that is not acknowledged is there already, or comes within a tenth of a second.
            slow.holdReplies();
            var startNs = System.nanoTime();

            var problem = run.join();

            assertThat(Duration.ofNanos(System.nanoTime() - startNs))
                    // What is more is for a busy machine.
                    .isLessThan(DEADLINE.plus(TIMEOUT.multipliedBy(3)).plusSeconds(1));
            assertThat(problem.status()).isEqualTo(502);
            assertThat(problem.text("answer")).isEqualTo("it");
            var marker = reader.awaitMarker();
            assertThat(marker.type()).isEqualTo("error");
            assertThat(marker.tokens()).isEqualTo(problem.number("tokens"));
            assertThat(reader.tokens()).hasSize(problem.number("tokens") + problem.number("unacknowledged"));
            assertThat(problem.number("unacknowledged")).isEqualTo(1);
        }
    }
}
