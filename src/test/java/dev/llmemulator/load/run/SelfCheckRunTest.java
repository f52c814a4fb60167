package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.simulations.StarvedAnswers;
import dev.llmemulator.load.simulations.StreamedAnswers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Load tests in processes of their own, as Maven starts them, of which one starves: same limit, other verdict and exit
 * code.
 */
@Timeout(120)
class SelfCheckRunTest {
    private static final String LIMIT = "-DmaxLateness=0.2";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_healthy_passesWithExitCodeZero() throws Exception {
        LoadTestProcess run =
                LoadTestProcess.run(0, StreamedAnswers.class, folder, LIMIT, "-Dclients=10 -Dcycles=2 -Dwarmup=3");
        assertThat(run.printed()).contains("\nPASSED: 20 answers, 2000 tokens, 0 violations, 0 errors\n");
        var self = LoadTestProcess.summary(folder).path("self_check");
        assertThat(self.path("fit").asBoolean()).isTrue();
        assertThat(self.path("causes")).isEmpty();
        assertThat(self.at("/event_loop_lateness_ms/count").asInt()).isGreaterThan(200);
        assertThat(self.at("/thread_lateness_ms/count").asInt()).isGreaterThan(100);
        assertThat(self.at("/cpu/process/mean").asDouble()).isPositive();
        assertThat(self.at("/open_files/most").asInt()).isPositive();
        assertThat(self.at("/cpu/machine/most").asDouble()).isPositive();
    }

    @Test
    void run_starved_isInvalidWithItsCauseAndAnExitCodeOfItsOwn() throws Exception {
        // Enough users to take every event loop, of which Netty has two a processor, one after the other.
        var users = 4 * Runtime.getRuntime().availableProcessors();
        LoadTestProcess run = LoadTestProcess.run(
                3, StarvedAnswers.class, folder, LIMIT, "-Dclients=" + users, "-Dcycles=1 -Dlength=10 -Dwarmup=0");
        assertThat(run.printed())
                .containsPattern("\nINVALID: the load test was not on time: .*processors")
                .containsPattern("\nwhat to do +(.+\n +)*(fewer clients|a machine of its own)")
                .containsPattern("\nreport +.*index.html");
        var summary = LoadTestProcess.summary(folder);
        assertThat(summary.path("verdict").asText()).isEqualTo("INVALID");
        assertThat(summary.at("/answers/passed").asInt()).isEqualTo(users);
        assertThat(summary.at("/self_check/event_loop_lateness_ms/max").asDouble())
                .isGreaterThan(900);
    }
}
