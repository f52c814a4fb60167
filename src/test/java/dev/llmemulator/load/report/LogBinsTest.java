package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LogBinsTest {
    private final Histogram histogram = new Histogram(3);

    @Test
    void bins_noValues_areNone() {
        LogBins bins = LogBins.of(histogram, 1000);
        assertThat(bins.bounds()).isEmpty();
        assertThat(bins.counts()).isEmpty();
    }

    @Test
    void bins_valueOnABound_isInTheBinAboveIt() {
        histogram.recordValue(1000);
        LogBins bins = LogBins.of(histogram, 1000);
        assertThat(bins.bounds()).containsExactly(1.0, 1.06);
        assertThat(bins.counts()).containsExactly(1L);
    }

    @Test
    void bins_valuesApart_haveTheEmptyBinsBetweenThem() {
        histogram.recordValue(950);
        histogram.recordValue(1_070);
        histogram.recordValue(1_071);
        LogBins bins = LogBins.of(histogram, 1000);
        assertThat(bins.bounds()).containsExactly(0.95, 1.0, 1.06, 1.12);
        assertThat(bins.counts()).containsExactly(1L, 0L, 2L);
    }

    @Test
    void bins_noTimeAtAll_haveABinThatBeginsWithZero() {
        histogram.recordValue(0);
        histogram.recordValue(99);
        LogBins bins = LogBins.of(histogram, 1000);
        assertThat(bins.bounds()).containsExactly(0.0, 0.1);
        assertThat(bins.counts()).containsExactly(2L);
    }

    @Test
    void bins_valuesOfAllSizes_countEachOnceAndRise() {
        var random = new Random(42);
        var longest = 86_400_000_000L;
        for (var i = 0; i < 10_000; i++) {
            histogram.recordValue((long) Math.exp(random.nextDouble() * Math.log((double) longest)));
        }
        histogram.recordValue(longest);
        LogBins bins = LogBins.of(histogram, 1000);
        assertThat(bins.counts().stream().mapToLong(Long::longValue).sum()).isEqualTo(10_001);
        assertThat(bins.bounds()).hasSize(bins.counts().size() + 1).isSorted().doesNotHaveDuplicates();
    }
}
