package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.standin.StandIn;
import dev.llmemulator.standin.StandInSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sends SIGTERM to a real emulator process in the middle of 100 answers. */
@Timeout(120)
class ShutdownTest {
    private static final int ANSWERS = 100;
    private static final Pattern LISTENS = Pattern.compile("Emulator listens.*?port=(\\d+)");

    private final StandIn centrifugo = StandIn.start(StandInSettings.of("key", "secret"));

    @SuppressWarnings("NullAway.Init") // Every test begins by starting it.
    private Process emulator;

    @SuppressWarnings("NullAway.Init") // As the emulator.
    private AnswersUnderWay answers;

    @AfterEach
    void stop() {
        emulator.destroyForcibly();
        centrifugo.close();
        answers.close();
    }

    @Test
    void sigterm_answersThatEndWithinTheGrace_areCompleted() throws Exception {
        begin("10", ",\"words\":100,\"delay\":0.02");

        emulator.destroy();

        answers.assertAllComplete();
        assertExitsWithZero();
    }

    @Test
    void sigterm_answersThatOutlastTheGrace_endWithAnErrorMarker() throws Exception {
        begin("0.5", ",\"words\":10000,\"delay\":0.02");

        emulator.destroy();

        for (var i = 0; i < ANSWERS; i++) {
            var reply = answers.reply(i);
            assertThat(reply.status()).isEqualTo(502);
            var reader = answers.readers().get(i);
            var marker = reader.awaitMarker();
            assertThat(marker.type()).isEqualTo("error");
            reader.assertNoHole();
            assertThat(reader.tokens()).hasSize(marker.tokens());
            assertThat(reply.number("tokens")).isEqualTo(marker.tokens());
        }
        assertExitsWithZero();
    }

    @Test
    void sigterm_whileDraining_healthIs503AndNoNewAnswerBegins() throws Exception {
        var url = begin("10", ",\"words\":150,\"delay\":0.02");

        emulator.destroy();

        var client = new RunClient(url);
        Waiting.until("the emulator to drain", () -> client.health().status() != 200);
        var health = client.health();
        assertThat(health.status()).isEqualTo(503);
        assertThat(health.text("status")).isEqualTo("shutting down");
        var refused = client.ask("late", "");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.retryAfter()).isPositive();
        assertThat(answers.replies())
                .allSatisfy(reply -> assertThat(reply.join().status()).isEqualTo(200));
        assertExitsWithZero();
    }

    /** Starts the emulator and 100 answers, and returns once each reader has seen its first token. */
    private URI begin(String graceSeconds, String fields) throws Exception {
        var url = startEmulator(graceSeconds);
        var client = new RunClient(url);
        answers = AnswersUnderWay.begin(
                client, session -> AnswerReader.of(centrifugo.webSocketUrl(), "secret", session), ANSWERS, fields);
        assertThat(answers.replies()).as("answers under way").noneMatch(CompletableFuture::isDone);
        return url;
    }

    private URI startEmulator(String graceSeconds) throws IOException {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                java,
                // The program's own configuration, not the quieter one of the tests.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "serve",
                "--port",
                "0");
        builder.environment().put("CENTRIFUGO_API_URLS", centrifugo.apiUrl().toString());
        builder.environment().put("CENTRIFUGO_HTTP_API_KEY", "key");
        builder.environment().put("SHUTDOWN_GRACE_SECONDS", graceSeconds);
        emulator = builder.redirectErrorStream(true).start();
        // Read to the end, because a full pipe would block the emulator.
        var log = emulator.inputReader();
        for (var line = log.readLine(); line != null; line = log.readLine()) {
            var listens = LISTENS.matcher(line);
            if (listens.find()) {
                var drain = new Thread(() -> readToTheEnd(log), "emulator-log");
                drain.setDaemon(true);
                drain.start();
                return URI.create("http://127.0.0.1:" + listens.group(1));
            }
        }
        throw new AssertionError("The emulator ended before it listened");
    }

    private static void readToTheEnd(BufferedReader log) {
        try {
            log.transferTo(Writer.nullWriter());
        } catch (IOException e) {
            // The process has ended.
        }
    }

    private void assertExitsWithZero() throws InterruptedException {
        assertThat(emulator.waitFor(20, TimeUnit.SECONDS))
                .as("the emulator ends")
                .isTrue();
        assertThat(emulator.exitValue()).isZero();
    }
}
