package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.llmemulator.load.capacity.ExampleReport;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.StreamedAnswers;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.NodeScript;
import dev.llmemulator.needs.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The page in a browser, light, dark and on a telephone: it shows everything in summary.json and nothing else, draws its charts, fits the
 * window, loads nothing from the network and logs no complaint. It leaves pictures in target/summary-page.
 */
@Needs({Program.NODE, Program.CHROMIUM})
@Timeout(180)
class SummaryPageIT {
    // Below the checkout, because a browser installed as a snap can read no other folder.
    private static final Path PAGES = Path.of("target", "summary-page");

    // Charts of metrics over time; the other charts are counted where they are expected.
    private static final int OVER_TIME = Metric.overTime().size();

    @Test
    void page_runWithEveryViolation_showsWhatSummaryJsonSays() throws Exception {
        assertThat(look("violations", DelaySamples.ofOneClock(SummaryJson.tree(ExampleRuns.failed()))))
                .contains(7 + OVER_TIME + " charts: ok");
    }

    @Test
    void page_longAnswerOfAnotherClock_isThinnedOutAndSaysWhatIsUnknown() throws Exception {
        assertThat(look("another-clock", DelaySamples.ofAnotherClock(SummaryJson.tree(ExampleRuns.passed()))))
                .contains(5 + OVER_TIME + " charts: ok");
    }

    @Test
    void page_objectivesOfEveryState_showsThemAndGoodAnswersOverTime() throws Exception {
        var run = ExampleRuns.withObjectives(
                "ttft.p99<5ms, ratio.p99<2, itl.p99.9<1s, delay.p50<1s, goodput>50%, failed<1%");
        assertThat(look("objectives", DelaySamples.ofOneClock(SummaryJson.tree(run))))
                .contains(7 + OVER_TIME + " charts: ok");
    }

    @Test
    void page_runThatWatchedTheCluster_hasLinesForEachPart() throws Exception {
        assertThat(look("watched", SummaryJson.tree(ExampleRuns.watched()))).contains(17 + OVER_TIME + " charts: ok");
    }

    @Test
    void page_runWithFaults_marksThemAndSaysWhatWasNotCaused() throws Exception {
        assertThat(look("faults", SummaryJson.tree(ExampleRuns.withFaults("it failed: <no such part>"))))
                .contains(6 + OVER_TIME + " charts: ok");
    }

    @Test
    void page_simulationThatFoundSomething_showsItsSamples() throws Exception {
        assertThat(look("observed", DelaySamples.ofOneClock(SummaryJson.tree(ExampleRuns.observed()))))
                .contains(7 + OVER_TIME + " charts: ok");
    }

    @Test
    void page_hostileMessage_isShownAsText() throws Exception {
        assertThat(
                        look(
                                "hostile",
                                SummaryJson.tree(
                                        ExampleRuns.failedBecause(
                                                "</script><img src=x onerror=alert(1)><svg onload=alert(2)>&amp;<!-- ~/{{data}}\u2028"))))
                .contains("3 charts: ok");
    }

    @Test
    void page_capacity_isShownWithItsSteps() throws Exception {
        assertThat(look("capacity", SummaryJson.tree(ExampleRuns.capacity(ExampleReport.found()))))
                .contains(" charts: ok");
    }

    @Test
    void page_runThatMeasuredNothing_isShownWithoutCharts() throws Exception {
        assertThat(look("nothing", SummaryJson.tree(ExampleRuns.empty()))).contains(" 0 charts: ok");
    }

    @Test
    void page_realRun_liesBesideSummaryJsonAndShowsWhatItSays() throws Exception {
        Path results = Files.createTempDirectory(Files.createDirectories(PAGES), "real");
        LoadTestProcess.run(0, StreamedAnswers.class, results, "-Dclients=5 -Dcycles=4 -Dlength=50 -Dwarmup=0");
        try (var folders = Files.list(results)) {
            assertThat(look(folders.filter(Files::isDirectory)
                            .findFirst()
                            .orElseThrow()
                            .toAbsolutePath()))
                    .containsPattern("[1-9] charts: ok");
        }
    }

    private static String look(String name, JsonNode json) throws Exception {
        var folder = Files.createDirectories(PAGES.resolve(name)).toAbsolutePath();
        var text = new JsonMapper().writeValueAsString(json);
        SummaryFile.JSON.write(text, folder);
        SummaryFile.PAGE.write(SummaryHtml.of(text), folder);
        return look(folder);
    }

    private static String look(Path folder) throws Exception {
        return NodeScript.run(
                "page-check.js", Map.of("CHROMIUM", Program.CHROMIUM.path().toString(), "FOLDER", folder.toString()));
    }
}
