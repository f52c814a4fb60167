package example;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.run.LoadTestProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The worked example of {@code docs/simulations.md}: it runs, and the page shows it as it is. */
@Timeout(120)
class StopAndAskAgainTest {
    private static final Path DOCS = Path.of("docs/simulations.md");
    private static final Path SOURCE = Path.of("src/test/gatling/java/example/StopAndAskAgain.java");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_onTheEmbeddedStack_everyAnswerIsAsItsScenarioWantsIt() throws Exception {
        LoadTestProcess.run(
                0, StopAndAskAgain.class, folder, "-DmaxLateness=60 -Dwarmup=0 -Dclients=3 -Dcycles=2 -Dlength=100");
        var summary = LoadTestProcess.summary(folder);
        assertThat(summary.path("verdict").asText()).isEqualTo("PASSED");
        assertThat(summary.at("/answers/passed").asInt()).isEqualTo(12);
        // Of six answers the whole, of six a half. A user who stops on a busy machine may have seen some more by then.
        assertThat(summary.at("/tokens").asInt()).isBetween(6 * 150, 6 * 190);
    }

    @Test
    void docs_showTheExampleAsItIs() throws Exception {
        assertThat(Files.readString(DOCS)).contains("```java\n" + Files.readString(SOURCE) + "```\n");
    }
}
