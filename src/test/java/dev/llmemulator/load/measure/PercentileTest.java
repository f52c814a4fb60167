package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentileTest {
    @ParameterizedTest
    @CsvSource({"500, 20", "950, 200", "990, 1000", "999, 10000"})
    void of_oneValueTooFew_isNull(int perMille, int enough) {
        assertThat(Percentile.of(new Ranking(upTo(enough - 1)), perMille, 1, enough - 1))
                .isNull();
        assertThat(Percentile.of(new Ranking(upTo(enough)), perMille, 1, enough))
                .isNotNull();
    }

    @Test
    void of_consecutiveValues_isThatOfItsRankBetweenThoseOfItsInterval() {
        assertThat(Percentile.of(new Ranking(upTo(20)), 500, 1, 20)).isEqualTo(new Percentile(10, 6, 15));
        assertThat(Percentile.of(new Ranking(upTo(20)), 500, 10, 20)).isEqualTo(new Percentile(1, 0.6, 1.5));
        assertThat(Percentile.of(new Ranking(upTo(1000)), 990, 1, 1000)).isEqualTo(new Percentile(990, 983, 997));
    }

    /** Takes 2000 samples of each size from an exponential distribution, whose true percentiles are known. */
    @ParameterizedTest
    @CsvSource({"500, 20", "500, 333", "950, 200", "950, 1000", "990, 1000", "990, 3000"})
    void of_manySamples_intervalCoversTheTruePercentile(int perMille, int size) {
        var random = new Random(42);
        var mean = 50_000D;
        var truth = -mean * Math.log(1 - perMille / 1000.0);
        var samples = 2000;
        var covered = 0;
        for (var sample = 0; sample < samples; sample++) {
            var histogram = new Histogram(3);
            for (var i = 0; i < size; i++) {
                histogram.recordValue(Math.round(-mean * Math.log(1 - random.nextDouble())));
            }
            Percentile percentile = Percentile.of(new Ranking(histogram), perMille, 1, size);
            assertThat(percentile).isNotNull();
            covered += covers(percentile, truth) ? 1 : 0;
        }
        assertThat(covered / (double) samples).isBetween(0.93, 0.99);
    }

    /** All tokens of an answer are equally late, so only the answers are independent. */
    @Test
    void of_tokensThatDependOnTheirAnswer_intervalCoversTheTruePercentileIfAnswersCount() {
        var random = new Random(43);
        var answers = 200L;
        var tokens = 50L;
        var mean = 50_000D;
        var truth = mean * Math.log(2);
        var samples = 500;
        var covered = 0;
        var coveredByTokens = 0;
        for (var sample = 0; sample < samples; sample++) {
            var histogram = new Histogram(3);
            for (var answer = 0L; answer < answers; answer++) {
                histogram.recordValueWithCount(Math.round(-mean * Math.log(1 - random.nextDouble())), tokens);
            }
            covered += covers(Percentile.of(new Ranking(histogram), 500, 1, answers), truth) ? 1 : 0;
            coveredByTokens += covers(Percentile.of(new Ranking(histogram), 500, 1, answers * tokens), truth) ? 1 : 0;
        }
        assertThat(covered / (double) samples).isBetween(0.93, 0.99);
        assertThat(coveredByTokens / (double) samples).isLessThan(0.5);
    }

    private static boolean covers(@Nullable Percentile percentile, double truth) {
        return percentile != null && percentile.low() <= truth && truth <= percentile.high();
    }

    private static Histogram upTo(int greatest) {
        var histogram = new Histogram(3);
        for (var value = 1; value <= greatest; value++) {
            histogram.recordValue(value);
        }
        return histogram;
    }
}
