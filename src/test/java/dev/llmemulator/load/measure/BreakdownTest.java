package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmemulator.load.measure.Breakdown.Share;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BreakdownTest {
    private final Breakdown breakdown = new Breakdown();

    @Test
    void around_partsThatTakeTurns_tellsWhatTheSlowTokensAreMadeOf() {
        // 97 quick tokens, delayed by the broker, for every 3 slow ones, delayed by the pacer.
        for (int token = 0; token < 10_000; token++) {
            if (token % 100 < 97) {
                breakdown.add(new TokenTimes(0, 100, 2_100, 2_110));
            } else {
                breakdown.add(new TokenTimes(0, 50_000, 52_000, 52_010));
            }
        }

        Share middle = breakdown.around(0.5);
        assertThat(middle.wholeUs()).isEqualTo(2_110);
        assertThat(middle.partsUs())
                .isEqualTo(
                        Map.of(DelayPart.PACER, 100.0, DelayPart.PUBLISH_AND_BROKER, 2_000.0, DelayPart.CLIENT, 10.0));
        Share slow = breakdown.around(0.99);
        assertThat(slow.tokens()).isEqualTo(300);
        assertThat(slow.partsUs())
                .isEqualTo(Map.of(
                        DelayPart.PACER, 50_000.0, DelayPart.PUBLISH_AND_BROKER, 2_000.0, DelayPart.CLIENT, 10.0));
        assertThat(breakdown.mean().tokens()).isEqualTo(10_000);
        assertThat(breakdown.mean().partsUs().get(DelayPart.PACER)).isEqualTo(0.97 * 100 + 0.03 * 50_000);
    }

    @Test
    void around_anyDelays_isNearThePercentileAndThePartsAreTheWhole() {
        Random random = new Random(7);
        for (int token = 0; token < 100_000; token++) {
            long sentUs = random.nextInt(2_000);
            long receivedUs = sentUs + (long) (2_000 * Math.exp(random.nextGaussian()));
            breakdown.add(new TokenTimes(0, sentUs, receivedUs, receivedUs + random.nextInt(300)));
        }
        for (double quantile : new double[] {0.5, 0.95, 0.99}) {
            Share share = breakdown.around(quantile);
            double sum = share.partsUs().values().stream()
                    .mapToDouble(Double::doubleValue)
                    .sum();
            assertThat(sum).isCloseTo(share.wholeUs(), within(1e-6 * sum));
            double percentile = breakdown.whole().getValueAtPercentile(100 * quantile);
            assertThat(share.wholeUs()).isBetween(0.95 * percentile, 1.15 * percentile);
        }
    }

    @Test
    void mean_clockALittleOff_keepsThePartsTheWhole() {
        breakdown.add(new TokenTimes(0, 1_000, 900, 950));
        Share mean = breakdown.mean();
        assertThat(mean.wholeUs()).isEqualTo(950);
        assertThat(mean.partsUs().get(DelayPart.PUBLISH_AND_BROKER)).isEqualTo(-100);
    }

    @Test
    void bucket_anySpanUpToADay_isNarrowAndNeverGoesBack() {
        long day = 86_400_000_000L;
        int last = -1;
        for (long us = 0; us <= day; us += Math.max(1, us / 1000)) {
            int bucket = Breakdown.bucket(us);
            assertThat(bucket).isBetween(last, last + 1).isLessThan(Breakdown.BUCKETS);
            last = bucket;
        }
        assertThat(Breakdown.bucket(127)).isEqualTo(127);
        assertThat(Breakdown.bucket(6_400)).isEqualTo(Breakdown.bucket(6_463)).isLessThan(Breakdown.bucket(6_464));
        assertThat(Breakdown.bucket(day)).isLessThan(Breakdown.BUCKETS);
    }
}
