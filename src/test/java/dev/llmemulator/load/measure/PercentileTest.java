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
        assertThat(Percentile.of(upTo(enough - 1), perMille, 1, enough - 1)).isNull();
        assertThat(Percentile.of(upTo(enough), perMille, 1, enough)).isNotNull();
    }

    @Test
    void of_consecutiveValues_isThatOfItsRankBetweenThoseOfItsInterval() {
        assertThat(Percentile.of(upTo(20), 500, 1, 20)).isEqualTo(new Percentile(10, 6, 15));
        assertThat(Percentile.of(upTo(20), 500, 10, 20)).isEqualTo(new Percentile(1, 0.6, 1.5));
        assertThat(Percentile.of(upTo(1000), 990, 1, 1000)).isEqualTo(new Percentile(990, 983, 997));
    }

    /** Values of an exponential distribution, whose true percentiles are known; 2000 samples of each size. */
    @ParameterizedTest
    @CsvSource({"500, 20", "500, 333", "950, 200", "950, 1000", "990, 1000", "990, 3000"})
    void of_manySamples_intervalCoversTheTruePercentile(int perMille, int size) {
        Random random = new Random(42);
        double mean = 50_000;
        double truth = -mean * Math.log(1 - perMille / 1000.0);
        int samples = 2000;
        int covered = 0;
        for (int sample = 0; sample < samples; sample++) {
            Histogram histogram = new Histogram(3);
            for (int i = 0; i < size; i++) {
                histogram.recordValue(Math.round(-mean * Math.log(1 - random.nextDouble())));
            }
            Percentile percentile = Percentile.of(histogram, perMille, 1, size);
            assertThat(percentile).isNotNull();
            covered += covers(percentile, truth) ? 1 : 0;
        }
        assertThat(covered / (double) samples).isBetween(0.93, 0.99);
    }

    /** Tokens that are late together, answer by answer: as many values as tokens, but only the answers tell something of their own. */
    @Test
    void of_tokensThatDependOnTheirAnswer_intervalCoversTheTruePercentileIfAnswersCount() {
        Random random = new Random(43);
        long answers = 200;
        long tokens = 50;
        double mean = 50_000;
        double truth = mean * Math.log(2);
        int samples = 500;
        int covered = 0;
        int coveredByTokens = 0;
        for (int sample = 0; sample < samples; sample++) {
            Histogram histogram = new Histogram(3);
            for (long answer = 0; answer < answers; answer++) {
                histogram.recordValueWithCount(Math.round(-mean * Math.log(1 - random.nextDouble())), tokens);
            }
            covered += covers(Percentile.of(histogram, 500, 1, answers), truth) ? 1 : 0;
            coveredByTokens += covers(Percentile.of(histogram, 500, 1, answers * tokens), truth) ? 1 : 0;
        }
        assertThat(covered / (double) samples).isBetween(0.93, 0.99);
        assertThat(coveredByTokens / (double) samples).isLessThan(0.5);
    }

    private static boolean covers(@Nullable Percentile percentile, double truth) {
        return percentile != null && percentile.low() <= truth && truth <= percentile.high();
    }

    private static Histogram upTo(int greatest) {
        Histogram histogram = new Histogram(3);
        for (int value = 1; value <= greatest; value++) {
            histogram.recordValue(value);
        }
        return histogram;
    }
}
