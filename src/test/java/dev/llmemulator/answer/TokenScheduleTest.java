package dev.llmemulator.answer;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenScheduleTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "0, 10", "250, 20", "600000, 60000"})
    void nextDue_ofAnySchedule_startsWithTheFirstTokenAndKeepsItsMean(long ttftMs, long delayMs) {
        var schedule = new TokenSchedule(Model.constant(1, Duration.ofMillis(ttftMs), Duration.ofMillis(delayMs)), 1);
        var tokens = 10_000;

        var first = schedule.nextDueNs(true);
        var last = first;
        for (var i = 1; i < tokens; i++) {
            var due = schedule.nextDueNs(i % 10 == 0);
            assertThat(due).isGreaterThanOrEqualTo(last);
            last = due;
        }

        assertThat(first).isEqualTo(ttftMs * 1_000_000);
        assertThat(last - first).isEqualTo((tokens - 1) * delayMs * 1_000_000);
    }
}
