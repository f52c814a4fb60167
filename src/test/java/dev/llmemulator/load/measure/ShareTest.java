package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShareTest {
    /** The ends are quantiles of the beta distribution; these are from a table. */
    @ParameterizedTest
    @CsvSource({
        "0, 10, 0, 0.3085",
        "1, 10, 0.0025, 0.4450",
        "5, 10, 0.1871, 0.8129",
        "10, 10, 0.6915, 1",
        "3, 1000, 0.0006, 0.0087",
        "0, 1, 0, 0.975",
    })
    void of_counts_hasTheKnownInterval(long count, long all, double low, double high) {
        var share = Share.of(count, all);
        assertThat(share.low()).isCloseTo(low, within(5e-5));
        assertThat(share.high()).isCloseTo(high, within(5e-5));
        assertThat(share.value()).isEqualTo((double) count / all);
    }

    @Test
    void of_none_canBeAnything() {
        assertThat(Share.of(0, 0).low()).isZero();
        assertThat(Share.of(0, 0).high()).isEqualTo(1);
    }

    @Test
    void of_aMillion_isQuickAndNarrow() {
        var share = Share.of(10_000, 1_000_000);
        assertThat(share.low()).isCloseTo(0.009806, within(1e-6));
        assertThat(share.high()).isCloseTo(0.010197, within(1e-6));
    }

    /** The probability of all counts whose interval holds the true share, computed and not drawn. */
    @ParameterizedTest
    @CsvSource({"0.001, 100", "0.01, 100", "0.5, 40", "0.9, 300", "0.99, 100"})
    void of_anyShare_intervalHoldsTheTruthInNineteenOfTwentyRuns(double truth, int all) {
        var probability = Math.pow(1 - truth, all);
        var covered = 0.0;
        for (var count = 0; count <= all; count++) {
            var share = Share.of(count, all);
            covered += share.low() <= truth && truth <= share.high() ? probability : 0;
            probability *= (all - count) / (count + 1.0) * truth / (1 - truth);
        }
        assertThat(covered).isBetween(0.95, 1 + 1e-9);
    }
}
