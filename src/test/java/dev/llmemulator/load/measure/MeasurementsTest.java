package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MeasurementsTest {
    private static final long START_US = 1_700_000_000_000_000L;

    private final Measurements measurements = new Measurements();

    @Test
    void figures_manyThreadsWhileTheyAreRead_holdEachThingOnce() throws Exception {
        measurements.answerStarted(START_US);
        var isRead = new AtomicBoolean();
        var recorded = new LongAdder();
        List<Thread> threads = IntStream.range(0, 4)
                .mapToObj(thread -> new Thread(() -> {
                    while (!isRead.get()) {
                        measurements.tokenReceived(START_US);
                        measurements.record(Metric.INTER_TOKEN_LATENCY, 7, START_US);
                        measurements.recordDelay(new TokenTimes(START_US - 9, START_US - 5, START_US, START_US + 1));
                        recorded.increment();
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (var read = 0; read < 300; read++) {
            measurements.figures(START_US);
        }
        isRead.set(true);
        for (Thread thread : threads) {
            thread.join();
        }
        var figures = measurements.figures(START_US);
        assertThat(figures.tokens()).isEqualTo(recorded.sum());
        for (Metric metric : List.of(Metric.INTER_TOKEN_LATENCY, Metric.TOKEN_DELIVERY, Metric.TOKEN_DELAY)) {
            assertThat(figures.histogram(metric).getTotalCount()).isEqualTo(recorded.sum());
        }
        assertThat(figures.breakdown().whole().getTotalCount()).isEqualTo(recorded.sum());
        assertThat(figures.overTime().intervals())
                .extracting(interval -> interval.counted(Interval.Count.TOKENS))
                .containsExactly(recorded.sum());
    }

    @Test
    void figures_ofASpanAndADelay_tellEachInItsMetric() {
        measurements.record(Metric.TTFT, 3, START_US);
        measurements.recordDelay(new TokenTimes(START_US - 900, START_US - 500, START_US, START_US + 1));
        var figures = measurements.figures(START_US);
        assertThat(longestUs(figures, Metric.TTFT)).isEqualTo(3);
        assertThat(longestUs(figures, Metric.TOKEN_DELIVERY)).isEqualTo(500);
        assertThat(longestUs(figures, Metric.TOKEN_DELAY)).isEqualTo(900);
        assertThat(longestUs(figures, Metric.INTER_TOKEN_LATENCY)).isZero();
        assertThat(figures.breakdown().whole().getMaxValue()).isEqualTo(901);
    }

    private static long longestUs(Figures figures, Metric metric) {
        return figures.histogram(metric).getMaxValue();
    }
}
