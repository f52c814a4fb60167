package dev.llmemulator.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The official JavaScript client works with the real server and, unmodified, with the stand-in; needs Node.js. */
@Timeout(240)
@Needs({Program.NODE, Program.DOCKER})
class JavaScriptClientIT {

    private static final Path FOLDER = Path.of("src", "test", "js");
    private static final long INSTALL_LIMIT_S = 120;
    private static final long CHECK_LIMIT_S = 60;

    @BeforeAll
    static void install() throws Exception {
        if (!Files.isDirectory(FOLDER.resolve("node_modules"))) {
            run(INSTALL_LIMIT_S, Map.of(), "npm", "ci", "--no-audit", "--no-fund");
        }
    }

    @Test
    void client_onStandIn_streamsRecoversAndRefreshes() throws Exception {
        check(new StandInContractTest()::start);
    }

    @Test
    void client_onCentrifugo_streamsRecoversAndRefreshes() throws Exception {
        check(CentrifugoProcess::start);
    }

    private static void check(Function<TargetSettings, Target> start) throws Exception {
        Target server = start.apply(TargetSettings.calm());
        try {
            Map<String, String> environment = Map.of(
                    "WS_URL",
                    server.webSocketUrl().toString(),
                    "API_URL",
                    server.apiUrl().toString(),
                    "API_KEY",
                    TargetSettings.API_KEY,
                    "TOKEN_SECRET",
                    TargetSettings.TOKEN_HMAC_SECRET);
            assertThat(run(CHECK_LIMIT_S, environment, "node", "client-check.js"))
                    .contains("streamDropAndRecover: ok", "refreshToken: ok", "badToken: ok", "unknownChannel: ok");
        } finally {
            server.stop();
        }
    }

    /** Runs a command to its end, which has to be a good one; what it printed. */
    private static String run(long limitSeconds, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile("javascript-client", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            boolean ended = process.waitFor(limitSeconds, TimeUnit.SECONDS);
            if (!ended) {
                process.destroyForcibly();
            }
            String printed = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(ended)
                    .as("%s ends in time; it printed: %s", command[0], printed)
                    .isTrue();
            assertThat(process.exitValue())
                    .as("%s printed: %s", command[0], printed)
                    .isZero();
            return printed;
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
