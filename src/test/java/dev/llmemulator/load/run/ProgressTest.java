package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import org.junit.jupiter.api.Test;

class ProgressTest {

    @Test
    void line_nothingYet_saysSo() {
        EpochClock clock = new EpochClock();
        try (Progress progress = new Progress(new Measurements(), clock, 500, System.out)) {
            assertThat(progress.line(clock.nowUs() + 10_000_000))
                    .isEqualTo("  10 s: 0 of 500 answers done, 0 under way, 0 failed, 0 tokens/s");
        }
    }
}
