package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RankIntervalTest {
    /** Computed with exact fractions; those of the median are also in tables of the sign test. */
    @ParameterizedTest
    @CsvSource({
        "5, 0.5, 0, 6",
        "10, 0.5, 2, 9",
        "20, 0.5, 6, 15",
        "25, 0.5, 8, 18",
        "100, 0.5, 40, 61",
        "1000, 0.5, 469, 532",
        "20, 0.99, 19, 21",
        "200, 0.95, 184, 197",
        "1000, 0.99, 983, 997",
        "3000, 0.99, 2959, 2981",
    })
    void of_knownValues_isExact(long n, double p, long lower, long upper) {
        assertThat(RankInterval.of(n, p)).isEqualTo(new RankInterval(lower, upper));
    }

    @Test
    void of_manyValues_isThatOfTheNormalDistribution() {
        var n = 100_000_000L;
        var halfWidth = 1.959964 * Math.sqrt(n * 0.95 * 0.05);
        RankInterval ranks = RankInterval.of(n, 0.95);
        assertThat((double) ranks.lower()).isCloseTo(n * 0.95 - halfWidth, within(3.0));
        assertThat((double) ranks.upper()).isCloseTo(n * 0.95 + halfWidth, within(3.0));
    }
}
