package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.load.simulations.Reconnect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Runs in processes of their own, with plans of faults that cannot be caused, as no cluster has the links for them. */
@Timeout(180)
@EnabledOnOs(OS.LINUX)
class FaultyRunTest {
    @Test
    void run_faultsNotCaused_isInvalidAndSaysWhy(@TempDir Path folder) throws Exception {
        var plan = Files.writeString(
                folder.resolve("plan"), "at 0.2 s: mend centrifugo-redis\nat 600 s: mend centrifugo-redis\n");
        try (var stack = EmbeddedStack.start(Map.of())) {
            var run = LoadTestProcess.run(
                    3,
                    Reconnect.class,
                    folder,
                    "-Dtarget=cluster -DHTTP_PORT=" + stack.httpUrl().getPort()
                            + " -DWS_PORT=" + stack.webSocketUrl().getPort()
                            + " -DCENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=" + stack.tokenHmacSecret(),
                    "-Dfaults=" + plan
                            + " -Dclients=2 -Dcycles=3 -Dlength=20 -Ddelay=0.02 -Dwarmup=0 -DmaxLateness=60 -Dwatch=none");

            assertThat(run.printed())
                    .contains(
                            "INVALID: a fault was not caused: mend centrifugo-redis (at 0.2 s): it failed with exit code 1")
                    .contains("mend centrifugo-redis (at 600.0 s): the run ended before")
                    .contains("0 of 2 caused")
                    .contains("6 whole, 0 recovered");
            var summary = LoadTestProcess.summary(folder);
            assertThat(summary.path("verdict").asText()).isEqualTo("INVALID");
            assertThat(summary.at("/faults/marks/0/began_second").asDouble()).isGreaterThanOrEqualTo(0.2);
            assertThat(summary.at("/faults/marks/1/began_second").isNull()).isTrue();
        }
    }

    @Test
    void run_planWithBadLines_stopsBeforeItBegins(@TempDir Path folder) throws Exception {
        var plan = Files.writeString(folder.resolve("plan"), "at 1 s: kill me\nsoon: kill redis\n");
        var run = LoadTestProcess.run(
                2,
                Reconnect.class,
                folder,
                "-Dtarget=cluster -DCENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=any -Dfaults=" + plan);

        assertThat(run.printed()).contains(", line 1: kill needs one of", ", line 2: \"soon: kill redis\" is neither");
    }

    @Test
    void run_faultsForTheEmbeddedStack_areRefused(@TempDir Path folder) throws Exception {
        var run = LoadTestProcess.run(2, Reconnect.class, folder, "-Dfaults=centrifugo-kill");

        assertThat(run.printed())
                .isEqualTo("Setting -Dfaults belongs to target cluster, whose parts bin/fault can reach;"
                        + " the target is embedded.\n");
    }
}
