package dev.llmemulator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.Waiting;
import dev.llmemulator.needs.ComposeImages;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import dev.llmemulator.needs.TestRun;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** What one address gets of HAProxy, where the limits are low and nothing is behind it. */
@Needs(Program.DOCKER)
@Timeout(120)
class HaproxyLimitsIT {
    private static final String NOWHERE = "127.0.0.1:9";

    @Test
    void address_withTooManyRequestsOrConnections_isTurnedAway() throws Exception {
        try (var haproxy = new GenericContainer<>(ComposeImages.of("haproxy"))) {
            haproxy.withCreateContainerCmdModifier(create -> create.withName(TestRun.newName("haproxy")))
                    .withCommand("haproxy", "-W", "-db", "-f", "/tmp/haproxy.cfg")
                    .withCopyFileToContainer(MountableFile.forHostPath("haproxy/haproxy.cfg", 0444), "/tmp/haproxy.cfg")
                    .withEnv("HAPROXY_BIND", "*")
                    .withEnv("EMULATOR1_ADDRESS", NOWHERE)
                    .withEnv("EMULATOR2_ADDRESS", NOWHERE)
                    .withEnv("CENTRIFUGO1_ADDRESS", NOWHERE)
                    .withEnv("CENTRIFUGO2_ADDRESS", NOWHERE)
                    .withEnv("MAX_REQUESTS_PER_ADDRESS", "2")
                    .withEnv("MAX_CONNECTIONS_PER_ADDRESS", "3")
                    .withExposedPorts(9000, 9001)
                    .waitingFor(Wait.forListeningPorts(9000))
                    .start();
            var host = haproxy.getHost();
            var questions = URI.create("http://" + host + ":" + haproxy.getMappedPort(9000) + "/health");
            Waiting.until("a refusal", Duration.ofSeconds(30), () -> status(questions) == 429);
            assertThat(reply(questions).headers().firstValue("Retry-After")).isPresent();
            Waiting.until("another second", Duration.ofSeconds(30), () -> {
                pause();
                return status(questions) == 503;
            });

            var port = haproxy.getMappedPort(9001);
            var browsers = URI.create("http://" + host + ":" + port + "/connection/websocket");
            try (var first = new Socket(host, port);
                    var second = new Socket(host, port)) {
                assertThat(status(browsers)).isEqualTo(503);
                try (var third = new Socket(host, port)) {
                    Waiting.until("no fourth", Duration.ofSeconds(10), () -> status(browsers) == 0);
                    assertThat(first.isConnected() && second.isConnected() && third.isConnected())
                            .isTrue();
                }
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_500);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The status; 0 if the connection is closed without one. */
    private static int status(URI url) {
        try {
            return reply(url).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static HttpResponse<String> reply(URI url) throws IOException, InterruptedException {
        // A connection of its own for each.
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(5)).build(), BodyHandlers.ofString());
    }
}
