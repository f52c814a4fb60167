package dev.llmemulator.load.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowthTest {
    private static final int VALUES = 60;
    private static final int ROUNDS = 500;
    private static final double SHARE = 0.2;
    private static final double FLOOR = 32;
    private static final double SECONDS = 10;

    private final Random random = new Random(3);

    @Test
    void of_aLine_isItsSlope() {
        var growth = growth(i -> 200 + i * 0.5);
        assertThat(growth.perHour()).isCloseTo(0.5 * 360, within(1e-9));
        // 45 of 60 values count.
        assertThat(growth.grown()).isCloseTo(22, within(1e-9));
        assertThat(growth.values()).isEqualTo(45);
        assertThat(growth.isTooMuch()).as("22 of 200 is tolerated").isFalse();
    }

    @Test
    void isTooMuch_aLeakInNoise_isFoundAndCertain() {
        assertThat(share(i -> 200 + i * 2 + random.nextGaussian() * 10, Growth::isTooMuch))
                .isGreaterThan(0.98);
        assertThat(share(i -> 200 + i * 2 + random.nextGaussian() * 10, Growth::isCertain))
                .isGreaterThan(0.98);
    }

    @Test
    void isTooMuch_noise_isHardlyEver_andNeverCertain() {
        assertThat(share(i -> 200 + random.nextGaussian() * 80, Growth::isTooMuch))
                .isLessThan(0.02);
        assertThat(share(i -> 200 + random.nextGaussian() * 80, Growth::isCertain))
                .isZero();
        assertThat(growth(i -> 200).isTooMuch()).isFalse();
    }

    @Test
    void isTooMuch_cacheThatFillsUp_isNot() {
        // In the first minute, in the first half, and more and more slowly.
        assertThat(growth(i -> 200 + Math.min(i, 6) * 50).isTooMuch()).isFalse();
        assertThat(growth(i -> 200 + Math.min(i, 35) * 5).isTooMuch()).isFalse();
        assertThat(growth(i -> 300 - 100 * Math.exp(-i / 10.0)).isTooMuch()).isFalse();
    }

    @Test
    void isTooMuch_stepsOfAnAllocator_are() {
        assertThat(growth(i -> 200 + i / 8 * 16).isTooMuch()).isTrue();
    }

    @Test
    void of_fewValues_tellsNothing() {
        var growth = Growth.of("x", new double[] {1, 100, 1_000, 10_000, 100_000}, SHARE, FLOOR, SECONDS);
        assertThat(growth.isTooMuch()).isFalse();
        assertThat(growth).hasToString("too few values to tell");
    }

    @Test
    void samples_moreThanThereIsRoomFor_becomeMeansAndKeepTheirSlope() {
        var samples = new Samples();
        for (var i = 0; i < 3 * Samples.MOST; i++) {
            samples.add(i % 2 == 0 ? Map.of("a", (double) i, "b", 7.0) : Map.of("a", (double) i));
        }
        assertThat(samples.together()).isEqualTo(4);
        var values = Samples.values(samples.all(), "a");
        assertThat(values).hasSize(3 * Samples.MOST / 4).startsWith(1.5, 5.5, 9.5);
        assertThat(Samples.values(samples.all(), "b")).hasSize(values.length).containsOnly(7.0);
        assertThat(Growth.of("a", values, SHARE, FLOOR, SECONDS * samples.together())
                        .perHour())
                .isCloseTo(360, within(1e-9));
    }

    private interface Judgement {
        boolean of(Growth growth);
    }

    private double share(IntToDoubleFunction series, Judgement judgement) {
        return IntStream.range(0, ROUNDS)
                        .filter(round -> judgement.of(growth(series)))
                        .count()
                / (double) ROUNDS;
    }

    private static Growth growth(IntToDoubleFunction series) {
        return Growth.of(
                "memory, MB", IntStream.range(0, VALUES).mapToDouble(series).toArray(), SHARE, FLOOR, SECONDS);
    }
}
