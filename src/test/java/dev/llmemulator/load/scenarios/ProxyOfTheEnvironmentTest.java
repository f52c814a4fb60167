package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.StreamedAnswers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A backend that only an HTTP proxy can reach, and an emulator behind it whose clock is not known to be ours. */
@Timeout(120)
class ProxyOfTheEnvironmentTest {
    private static final Path EMULATOR = Path.of("src/test/gatling/resources/profiles/emulator.conf");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void backendBehindAProxy_isReachedThroughIt_andItsEmulatorTellsTheTime() throws Exception {
        var certificate = new OwnCertificates(folder).server("far", "-ext", "san=dns:chat.invalid");
        try (var stack = EmbeddedStack.start(Map.of());
                var secured = new BreakableProxy(stack.webSocketUrl(), certificate);
                var proxy = new HttpProxy(stack.httpUrl(), secured.url())) {
            var profile = folder.resolve("far.conf");
            Files.writeString(profile, """
                    http_url = "http://chat.invalid"
                    ws_url = "wss://chat.invalid/connection/websocket"
                    emulator_url = "%s"
                    ca = authority.pem
                    """.formatted(stack.httpUrl()) + Files.readString(EMULATOR));
            var run = LoadTestProcess.runWith(
                    Map.of(
                            "http_proxy",
                            proxy.url().toString(),
                            "https_proxy",
                            proxy.url().toString(),
                            "no_proxy",
                            "",
                            "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY",
                            stack.tokenHmacSecret()),
                    0,
                    StreamedAnswers.class,
                    folder,
                    "-Dprofile=" + profile,
                    "-Dclients=1 -Dcycles=2 -Dlength=5 -Dwarmup=0 -DsameClock=false -DmaxLateness=60");

            assertThat(run.printed())
                    .contains("PASSED: 2 answers, 10 tokens, 0 violations, 0 errors")
                    .contains("time from LLM to browser");
            assertThat(proxy.requests())
                    .anyMatch(line -> line.startsWith("POST http://chat.invalid/api/run "))
                    .anyMatch(line -> line.startsWith("CONNECT chat.invalid:443 "));
        }
    }
}
