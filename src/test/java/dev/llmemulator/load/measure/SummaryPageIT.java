package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.js.NodeScript;
import dev.llmemulator.load.simulations.StreamedAnswers;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import io.gatling.app.Gatling;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The page in a browser, light and dark: all that it shows is what summary.json says, all of that is shown, its charts are drawn, nothing
 * is asked of the network and nothing complained of. It leaves pictures in target/summary-page.
 */
@Needs({Program.NODE, Program.CHROMIUM})
@Timeout(180)
class SummaryPageIT {

    // Below the checkout, as a browser that is a snap can read no other folder.
    private static final Path PAGES = Path.of("target", "summary-page");

    @Test
    void page_runWithEveryViolation_showsWhatSummaryJsonSays() throws Exception {
        assertThat(look("violations", DelaySamples.ofOneClock(SummaryJson.tree(ExampleRuns.failed()))))
                .contains("9 charts: ok");
    }

    @Test
    void page_longAnswerOfAnotherClock_isThinnedOutAndSaysWhatIsUnknown() throws Exception {
        assertThat(look("another-clock", DelaySamples.ofAnotherClock(SummaryJson.tree(ExampleRuns.passed()))))
                .contains("7 charts: ok");
    }

    @Test
    void page_hostileMessage_isShownAsText() throws Exception {
        assertThat(
                        look(
                                "hostile",
                                SummaryJson.tree(
                                        ExampleRuns.failedBecause(
                                                "</script><img src=x onerror=alert(1)><svg onload=alert(2)>&amp;<!-- ~/{{data}}\u2028"))))
                .contains("2 charts: ok");
    }

    @Test
    void page_runThatMeasuredNothing_isShownWithoutCharts() throws Exception {
        assertThat(look("nothing", SummaryJson.tree(ExampleRuns.empty()))).contains(" 0 charts: ok");
    }

    @Test
    void page_realRun_liesBesideSummaryJsonAndShowsWhatItSays() throws Exception {
        Path results = Files.createTempDirectory(Files.createDirectories(PAGES), "real");
        run(results, "-Dclients=5", "-Dcycles=4", "-Dlength=50", "-Dwarmup=0");
        try (var folders = Files.list(results)) {
            assertThat(look(folders.filter(Files::isDirectory)
                            .findFirst()
                            .orElseThrow()
                            .toAbsolutePath()))
                    .containsPattern("[1-9] charts: ok");
        }
    }

    /** A load test in a process of its own, as Maven starts it. */
    private static void run(Path results, String... settings) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1",
                "--add-opens=java.base/java.lang=ALL-UNNAMED");
        builder.command().addAll(List.of(settings));
        builder.command().addAll(List.of(Gatling.class.getName(), "-s", StreamedAnswers.class.getName()));
        builder.command().addAll(List.of("-rf", results.toString()));
        // Not as an argument, or the command line would be too long for the run to find its results folder there.
        builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        Path printed = results.resolve("printed.txt");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(process.waitFor(90, TimeUnit.SECONDS))
                    .as("the run ends in time")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as(Files.readString(printed)).isZero();
    }

    private static String look(String name, JsonNode json) throws Exception {
        Path folder = Files.createDirectories(PAGES.resolve(name)).toAbsolutePath();
        String text = new JsonMapper().writeValueAsString(json);
        WholeFile.write(folder.resolve(Summary.FILE_NAME), text);
        WholeFile.write(folder.resolve(SummaryHtml.FILE_NAME), SummaryHtml.of(text));
        return look(folder);
    }

    private static String look(Path folder) throws Exception {
        return NodeScript.run(
                "page-check.js", Map.of("CHROMIUM", Program.CHROMIUM.path().toString(), "FOLDER", folder.toString()));
    }
}
