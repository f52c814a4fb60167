package dev.llmemulator.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistogramTest {
    private static final long[] BOUNDS = {10, 100, 1_000};

    private final Histogram histogram = Histogram.ofMicros("late_seconds", "Late.", "api", BOUNDS);
    private final Histogram.Series series = histogram.series("run");

    private HistogramDataPointSnapshot seen() {
        return histogram.collect().getDataPoints().get(0);
    }

    @Test
    void batch_onTheBoundsAndBeyond_isInTheRightBuckets() {
        series.record(new long[] {-1, 0, 10, 11, 100, 1_000, 1_001, 77}, 7);

        var buckets = seen().getClassicBuckets();
        assertThat(IntStream.range(0, 4).mapToObj(buckets::getUpperBound))
                .containsExactly(10e-6, 100e-6, 1e-3, Double.POSITIVE_INFINITY);
        assertThat(IntStream.range(0, 4).mapToObj(buckets::getCount)).containsExactly(3L, 2L, 1L, 1L);
        assertThat(seen().getSum()).isEqualTo((-1 + 0 + 10 + 11 + 100 + 1_000 + 1_001) / 1e6);
    }

    @Test
    void batches_ofSeveralThreads_areCountedAndSummedExactly() {
        var values = new Random(1).longs(20_000, 0, 5_000).toArray();

        IntStream.range(0, 400)
                .parallel()
                .forEach(batch -> series.record(Arrays.copyOfRange(values, batch * 50, batch * 50 + 60), 50));

        assertThat(seen().getCount()).isEqualTo(20_000);
        assertThat(seen().getSum()).isEqualTo(Arrays.stream(values).sum() / 1e6);
        var buckets = seen().getClassicBuckets();
        assertThat(buckets.getCount(1))
                .isEqualTo(Arrays.stream(values)
                        .filter(value -> value > 10 && value <= 100)
                        .count());
    }

    @Test
    void singleValue_isOneOfThem() {
        series.record(5);

        assertThat(seen().getCount()).isEqualTo(1);
        assertThat(seen().getLabels().get("api")).isEqualTo("run");
    }
}
