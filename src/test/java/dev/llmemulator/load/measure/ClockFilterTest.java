package dev.llmemulator.load.measure;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ClockFilterTest {
    private final ClockFilter filter = new ClockFilter();

    @Test
    void best_noReply_isUnknown() {
        assertThat(filter.best(0)).isNull();
    }

    @Test
    void best_severalReplies_isThatOfTheQuickest() {
        filter.add(0, 9_000, 5_000_100);
        filter.add(10_000, 10_400, 5_010_200);
        filter.add(20_000, 21_000, 5_020_900);
        assertThat(filter.best(21_000)).isEqualTo(new ClockOffset(5_000_000, 200 + 2 + 1));
    }

    @Test
    void best_replyGrowsOld_isTrustedLess() {
        filter.add(0, 200, 100);
        assertThat(requireNonNull(filter.best(200)).errorUs()).isEqualTo(102);
        assertThat(requireNonNull(filter.best(10_000_200)).errorUs()).isEqualTo(102 + 150);
    }

    @Test
    void best_anyDelaysAndDrift_isNeverFartherFromTheTruthThanItSays() {
        var random = new Random(11);
        for (var run = 0; run < 1_000; run++) {
            var any = new ClockFilter();
            var drift = (random.nextDouble() - 0.5) * 30e-6;
            var aheadUs = random.nextLong(-10_000_000, 10_000_000);
            for (var question = 0; question < 40; question++) {
                var askedUs = question * 1_000_000L;
                var saidAtUs = askedUs + random.nextLong(50_000);
                var repliedUs = saidAtUs + random.nextLong(50_000);
                any.add(askedUs, repliedUs, saidAtUs + aheadUs + (long) (drift * saidAtUs));
                var nowUs = repliedUs + random.nextLong(900_000);
                ClockOffset best = requireNonNull(any.best(nowUs));
                var trueOffsetUs = aheadUs + drift * nowUs;
                assertThat(Math.abs(best.offsetUs() - trueOffsetUs)).isLessThanOrEqualTo((double) best.errorUs());
            }
        }
    }
}
