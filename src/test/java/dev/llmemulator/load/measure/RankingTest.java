package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import java.util.Arrays;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class RankingTest {
    @Test
    void values_ofEachRank_areThoseThatWereRecorded() {
        var random = new Random(7);
        var recorded = new long[3000];
        var histogram = new Histogram(3);
        for (var i = 0; i < recorded.length; i++) {
            recorded[i] = (long) Math.exp(16 * random.nextDouble());
            histogram.recordValue(recorded[i]);
        }
        Arrays.sort(recorded);
        var values = new Ranking(histogram);

        for (var rank = 1; rank <= recorded.length; rank++) {
            var value = recorded[rank - 1];
            assertThat(values.lowest(rank)).as("rank %s", rank).isEqualTo(histogram.lowestEquivalentValue(value));
            assertThat(values.highest(rank)).as("rank %s", rank).isEqualTo(histogram.highestEquivalentValue(value));
        }
        assertThat(values.count()).isEqualTo(recorded.length);
        assertThat(values.mean()).isCloseTo(histogram.getMean(), withinPercentage(1e-9));
    }

    @Test
    void highest_ofMoreThanThereAre_isTheMaximum() {
        var histogram = new Histogram(3);
        histogram.recordValue(5);

        assertThat(new Ranking(histogram).highest(2)).isEqualTo(5);
    }
}
