package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.protocol.Endpoints;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.simulations.StreamedAnswers;
import dev.llmemulator.load.watch.OpenFiles;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FileLimitTest {
    private static final Endpoints ENDPOINTS =
            new Endpoints(URI.create("http://h:1"), URI.create("ws://w:2/connection/websocket"), "s3cr3t");

    @ParameterizedTest
    @CsvSource({
        // 949 of 1000 files may be open.
        "clients, 200, 149, embedded, -1",
        "clients, 201, 149, embedded, 200",
        "clients, 400, 149, cluster, -1",
        "clients, 401, 149, cluster, 400",
        "clients, 1, 948, cluster, 0",
        // A second of arrivals is connected at once: an answer takes 0.99 s.
        "rate, 404, 149, cluster, -1",
        "rate, 405, 149, cluster, 400",
    })
    void problem_isThereIfTheUsersNeedMoreThanTheLimit(
            String setting, String value, int open, String target, int mostUsers) {
        var settings = LoadSettings.from(
                Map.of(
                        setting,
                        value,
                        "target",
                        target,
                        "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY",
                        "s3cr3t-of-at-least-32-characters-length"),
                Map.of(),
                Map.of());
        var problem = FileLimit.problem(settings, ENDPOINTS, new OpenFiles(open, 1000));
        assertThat(problem.map(TargetProblem::remedy).orElse("none"))
                .isEqualTo(
                        switch (mostUsers) {
                            case -1 -> "none";
                            case 0 -> "raise the limit (ulimit -n 65536)";
                            default -> "raise the limit (ulimit -n 65536), or run with at most " + mostUsers + " users";
                        });
    }

    @Test
    void run_withTooFewFiles_endsBeforeItsUsersFail(@TempDir Path folder) throws Exception {
        var run = LoadTestProcess.runWithFiles(300, 1, StreamedAnswers.class, folder, "-Dclients=100 -Dcycles=1");
        assertThat(run.printed())
                .containsPattern(
                        "\nFAILED: too many open files: 100 users at once need 400 sockets, and this process has"
                                + " \\d+ of 300 files open\n")
                .contains("ulimit -n 65536")
                .doesNotContain("Warming up");
    }
}
