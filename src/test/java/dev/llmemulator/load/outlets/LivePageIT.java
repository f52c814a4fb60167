package dev.llmemulator.load.outlets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.Waiting;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.StreamedAnswers;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.NodeScript;
import dev.llmemulator.needs.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The live page of a real run in a browser. It leaves a picture in target/summary-page. */
@Needs({Program.NODE, Program.CHROMIUM})
@Timeout(120)
class LivePageIT {
    private static final Path PAGES = Path.of("target", "summary-page");
    private static final Pattern URL = Pattern.compile("The run can be watched at (http://127\\.0\\.0\\.1:\\d+/)\n");
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int TERMINATED = 143;

    @Test
    void page_runThatGoesOn_movesAndEndsWithWhatSummaryJsonSays() throws Exception {
        Path results = Files.createTempDirectory(Files.createDirectories(PAGES), "live");
        var run = LoadTestProcess.start(
                List.of(),
                StreamedAnswers.class,
                results,
                "-Dlive=0 -Dclients=5 -Dcycles=1000 -Dlength=20 -Ddelay=0.02 -Dwarmup=1 -Dramp=1 -DmaxLateness=60");
        try {
            var printed = LoadTestProcess.printed(results);
            Waiting.until(
                    "the live page is there",
                    LIMIT,
                    () -> URL.matcher(read(printed)).find());
            var url = URL.matcher(read(printed))
                    .results()
                    .findFirst()
                    .orElseThrow()
                    .group(1);
            assertThat(NodeScript.run(
                            "live-check.js",
                            Map.of(
                                    "CHROMIUM",
                                    Program.CHROMIUM.path().toString(),
                                    "URL",
                                    url,
                                    "PID",
                                    String.valueOf(run.pid()),
                                    "PICTURE",
                                    PAGES.resolve("live.png").toAbsolutePath().toString())))
                    .containsPattern("INTERRUPTED, \\d{3,} values as in summary.json");
            assertThat(run.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(run.exitValue()).as(read(printed)).isEqualTo(TERMINATED);
        } finally {
            run.destroyForcibly();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
