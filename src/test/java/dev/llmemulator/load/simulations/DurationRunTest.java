package dev.llmemulator.load.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.run.LoadTestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A load test whose users repeat for a time and not for a number of answers, in a process of its own. */
@Timeout(120)
class DurationRunTest {
    private static final int CLIENTS = 5;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_duration_asksAgainUntilTheTimeIsOverAndLetsAnswersEnd() throws Exception {
        var run = LoadTestProcess.run(
                StreamedAnswers.class,
                folder,
                "-Dduration=3",
                "-Dclients=" + CLIENTS,
                "-Dlength=20",
                "-Dwarmup=1",
                "-Dramp=0",
                "-DmaxLateness=60");
        assertThat(run.exitCode()).as(run.printed()).isZero();
        assertThat(run.printed())
                .contains("Asking for answers of 20 words for 3 s by 5 users. [model=constant, target=embedded, http")
                .containsPattern("\n\\d+ answers are enough for p50 .*p99 1,000");
        try (var files = Files.find(folder, 2, (path, attributes) -> path.endsWith("summary.json"))) {
            var summary =
                    new JsonMapper().readTree(files.findFirst().orElseThrow().toFile());
            var passed = summary.at("/answers/passed").asInt();
            assertThat(passed).isGreaterThan(2 * CLIENTS);
            assertThat(summary.at("/answers/expected").asInt())
                    .as("every answer that was begun ended")
                    .isEqualTo(passed);
            assertThat(summary.at("/answers/failed").asInt()).isZero();
            assertThat(summary.at("/settings/duration").asDouble()).isEqualTo(3.0);
        }
    }
}
