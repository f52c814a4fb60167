package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void line_nothingYet_saysSo() {
        var clock = new EpochClock();
        var nowhere = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        try (var progress = new Progress(new Measurements(), clock, 500, nowhere)) {
            assertThat(progress.line(clock.nowUs() + 10_000_000))
                    .isEqualTo("  10 s: 0 of 500 answers done, 0 under way, 0 failed, 0 tokens/s");
        }
    }
}
