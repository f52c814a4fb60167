package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.TokenTimes;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {
    private static final PrintStream NOWHERE =
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);

    private final EpochClock clock = new EpochClock();
    private final Measurements measurements = new Measurements();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void line_nothingYet_saysSo() {
        try (var progress = Progress.ofAnswers(measurements, clock, 500, NOWHERE)) {
            assertThat(progress.line(clock.nowUs() + 10_000_000))
                    .isEqualTo("  10 s: 0 of 500 answers done, 0 under way, 0 failed, 0 tokens/s, delay p99 n/a");
            assertThat(progress.bar(clock.nowUs() + 10_000_000))
                    .isEqualTo("[----------]   0 %  0/500 done, 0 failed, 0 tokens/s, p99 n/a");
        }
    }

    @Test
    void bar_underWay_showsShareTimeLeftFailuresAndPace() {
        try (var progress = Progress.ofAnswers(measurements, clock, 4, NOWHERE)) {
            answer(true);
            answer(true);
            answer(false);
            assertThat(progress.bar(clock.nowUs() + 10_000_000))
                    .startsWith("[#######---]  75 %, 3 s left  3/4 done, 1 failed, 0 tokens/s");
        }
    }

    @Test
    void bar_warmUp_showsTheTimeThatIsOver() {
        try (var progress = Progress.ofTime(measurements, clock, Duration.ofSeconds(8), NOWHERE)) {
            answer(true);
            var startUs = clock.nowUs();
            assertThat(progress.bar(startUs + 2_000_000)).startsWith("[##--------]  25 %, 6 s left  1 done, 0 failed");
            assertThat(progress.bar(startUs + 20_000_000)).startsWith("[##########] 100 %, 0 s left  1 done, 0 failed");
        }
    }

    @Test
    void line_aThousandDelays_tellsTheirPercentileAndThenThatOfTheNext() {
        try (var progress = Progress.ofAnswers(measurements, clock, 4, NOWHERE)) {
            delays(1000, 5_000);
            assertThat(progress.line(clock.nowUs())).endsWith("delay p99 5.0 ms");
            delays(999, 50_000);
            assertThat(progress.line(clock.nowUs())).as("too few are new").endsWith("delay p99 5.0 ms");
            delays(1, 50_000);
            assertThat(progress.line(clock.nowUs())).endsWith("delay p99 50.0 ms");
        }
    }

    @Test
    void isTerminal_fileOrNothing_isNone() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("out"), Files.createFile(folder.resolve("file")));
        assertThat(Progress.isTerminal(link)).isFalse();
        assertThat(Progress.isTerminal(folder.resolve("absent"))).isFalse();
        assertThat(Progress.isTerminal(Files.createSymbolicLink(folder.resolve("tty"), Path.of("/dev/pts/7"))))
                .isTrue();
    }

    private void answer(boolean passes) {
        measurements.answerStarted(clock.nowUs());
        if (passes) {
            measurements.answerPassed(clock.nowUs());
        } else {
            measurements.answerFailed(clock.nowUs(), "timeout", List.of());
        }
    }

    private void delays(int tokens, long us) {
        var nowUs = clock.nowUs();
        measurements.answerStarted(clock.nowUs());
        for (var i = 0; i < tokens; i++) {
            measurements.recordDelay(new TokenTimes(nowUs, nowUs, nowUs + us, nowUs + us));
        }
    }
}
