package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {
    private static final int ROUNDS = 2_000;

    private final Random random = new Random(5);

    @Test
    void of_fourValues_isWhatTheFormulasSay() {
        var trend = Trend.of(1, 4, 3, 4);

        // Four pairs rise, one falls, one is a tie: S is 3, and its variance 26/3 less 1 for the tie.
        assertThat(trend.z()).isCloseTo(2 / Math.sqrt(26.0 / 3 - 1), within(1e-12));
        // Slopes 3, 1, 1, -1, 0, 1.
        assertThat(trend.growth()).isCloseTo(3, within(1e-12));
    }

    @Test
    void exceeds_noise_isHardlyEverTrue() {
        assertThat(alarms(i -> random.nextGaussian())).isLessThan(ROUNDS / 50);
        assertThat(alarms(i -> random.nextInt(3))).isLessThan(ROUNDS / 50);
        assertThat(alarms(i -> random.nextInt(50) == 0 ? 1_000 : random.nextGaussian()))
                .isLessThan(ROUNDS / 50);
        assertThat(alarms(i -> 7)).isZero();
    }

    @Test
    void exceeds_growthInNoise_isFound() {
        assertThat(alarms(i -> i * 0.05 + random.nextGaussian())).isGreaterThan(ROUNDS * 95 / 100);
        assertThat(alarms(i -> i / 20 + random.nextInt(2))).isGreaterThan(ROUNDS * 95 / 100);
    }

    @Test
    void exceeds_growthBelowWhatIsTolerated_isNoAlarm() {
        assertThat(Trend.of(IntStream.range(0, 60).asDoubleStream().toArray()).exceeds(60))
                .isFalse();
        assertThat(Trend.of(IntStream.range(0, 60).asDoubleStream().toArray()).exceeds(58))
                .isTrue();
    }

    private long alarms(IntToDoubleFunction series) {
        return IntStream.range(0, ROUNDS)
                .filter(round -> Trend.of(
                                IntStream.range(0, 60).mapToDouble(series).toArray())
                        .exceeds(0))
                .count();
    }
}
