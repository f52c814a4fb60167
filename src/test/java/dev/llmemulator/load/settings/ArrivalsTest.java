package dev.llmemulator.load.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrivalsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @ParameterizedTest
    @CsvSource({"poisson, 1", "gamma, 0.05", "gamma, 0.25", "gamma, 1", "gamma, 4", "gamma, 100"})
    void dueUs_drawn_gapsHaveTheirMeanAndTheirCoefficientOfVariation(String pattern, double burstiness) {
        var due = new Arrivals(50, HOUR, pattern, burstiness, 1).dueUs();
        var gaps = IntStream.range(1, due.length)
                .mapToDouble(i -> due[i] - due[i - 1])
                .toArray();
        var mean = Arrays.stream(gaps).average().orElseThrow();
        var variance = Arrays.stream(gaps)
                .map(gap -> (gap - mean) * (gap - mean))
                .average()
                .orElseThrow();
        // 180,000 gaps: the standard error of the mean is CV / 424.
        var variation = 1 / Math.sqrt(burstiness);
        assertThat(mean).isCloseTo(20_000, withinPercentage(100 * 4 * variation / 424));
        assertThat(Math.sqrt(variance) / mean).isCloseTo(variation, withinPercentage(5));
    }

    @ParameterizedTest
    @CsvSource({"poisson, 1", "gamma, 0.25", "gamma, 4"})
    void dueUs_drawn_areInOrderWithinTheDurationAndAsManyAsTheRateSays(String pattern, double burstiness) {
        var due = new Arrivals(50, HOUR, pattern, burstiness, 2).dueUs();
        assertThat(due).isSorted();
        assertThat(due[0]).isNotNegative();
        assertThat(due[due.length - 1]).isLessThan(HOUR.toNanos() / 1000);
        var deviation = Math.sqrt(180_000 / burstiness);
        assertThat((double) due.length).isCloseTo(180_000, within(4 * deviation));
    }

    @ParameterizedTest
    @CsvSource({"poisson, 1", "gamma, 0.25"})
    void dueUs_sameSeed_sameTimesAndOthersWithTheNextSeed(String pattern, double burstiness) {
        var due = new Arrivals(50, HOUR, pattern, burstiness, 7).dueUs();
        assertThat(new Arrivals(50, HOUR, pattern, burstiness, 7).dueUs()).isEqualTo(due);
        assertThat(new Arrivals(50, HOUR, pattern, burstiness, 8).dueUs()[0]).isNotEqualTo(due[0]);
    }

    @Test
    void dueUs_even_oneEachInterval() {
        assertThat(new Arrivals(2.5, Duration.ofSeconds(2), "even", 1, 1).dueUs())
                .containsExactly(0, 400_000, 800_000, 1_200_000, 1_600_000);
    }
}
