package dev.llmemulator.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.Capacity;
import dev.llmemulator.needs.ComposeImages;
import dev.llmemulator.needs.FreePorts;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import dev.llmemulator.needs.TestRun;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.MountableFile;

/** A search for the capacity names the part that is the narrow one: here HAProxy, which takes few connections. */
@Needs(Program.DOCKER)
@Timeout(180)
class NarrowPartIT {
    private static final int CONNECTIONS = 8;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_haproxyWithFewConnections_findsAndNamesItsLimit() throws Exception {
        try (var stack = EmbeddedStack.start(Map.of());
                var haproxy = new GenericContainer<>(ComposeImages.of("haproxy"))) {
            var ports = FreePorts.of(List.of("HTTP_PORT", "WS_PORT", "STATS_PORT"));
            var nodes =
                    stack.webSocketUrl().getHost() + ":" + stack.webSocketUrl().getPort();
            haproxy.withCreateContainerCmdModifier(create -> create.withName(TestRun.newName("haproxy")))
                    .withCommand("haproxy", "-W", "-db", "-f", "/tmp/haproxy.cfg")
                    .withCopyFileToContainer(MountableFile.forHostPath("haproxy/haproxy.cfg", 0444), "/tmp/haproxy.cfg")
                    .withNetworkMode("host")
                    .withEnv(ports)
                    .withEnv("CENTRIFUGO1_ADDRESS", nodes)
                    .withEnv("CENTRIFUGO2_ADDRESS", nodes)
                    .withEnv("MAX_CONNECTIONS", String.valueOf(CONNECTIONS))
                    .waitingFor(Wait.forLogMessage(".*Loading success.*", 1))
                    .start();
            var run = LoadTestProcess.run(
                    0,
                    Capacity.class,
                    folder,
                    "-Dclients=16 -Dlength=20 -Ddelay=0.05 -Dslo=failed<10% -Dbudget=18 -Dwarmup=0 -DmaxLateness=0.5",
                    "-Dhttp_url=" + stack.httpUrl(),
                    "-Dws_url=ws://127.0.0.1:" + ports.get("WS_PORT") + "/connection/websocket",
                    "-Dwatch=haproxy=http://127.0.0.1:" + ports.get("STATS_PORT") + "/metrics",
                    "-DCENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=" + stack.tokenHmacSecret());
            var capacity = LoadTestProcess.summary(folder).path("capacity");
            assertThat(capacity.path("full_part").asText())
                    .as(run.printed())
                    .isEqualTo("HAProxy's connection limit: 8 of 8");
            // A user who waits a little for a connection is let pass.
            assertThat(capacity.path("load").asInt()).isBetween(6, 12);
            assertThat(run.printed()).contains(" for a connection before they could ask, so of 16 only about ");
        }
    }
}
