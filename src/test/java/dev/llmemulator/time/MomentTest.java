package dev.llmemulator.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class MomentTest {
    private static final long EPOCH_MICROS = 1_700_000_000_000_000L;
    private static final long HALT_NS = 5_000_000;

    /** Nanoseconds of both clocks, which take a microsecond for each reading. */
    private long nowNs;

    private long readings;
    private long haltedReadings;

    private long nanoTime() {
        return nowNs += 1_000;
    }

    private long epochMicros() {
        nowNs += 1_000;
        var micros = EPOCH_MICROS + nowNs / 1_000;
        if (readings++ < haltedReadings) {
            nowNs += HALT_NS;
        }
        return micros;
    }

    private long errorMicros() {
        var moment = Moment.read(this::nanoTime, this::epochMicros);
        return Math.abs(moment.epochMicros() - EPOCH_MICROS - moment.nanoTime() / 1_000);
    }

    @Test
    void read_undisturbed_isExactAtTheFirstTry() {
        assertThat(errorMicros()).isLessThanOrEqualTo(1);
        assertThat(readings).isEqualTo(1);
    }

    @Test
    void read_haltedBetweenTheClocks_triesAgain() {
        haltedReadings = 3;
        assertThat(errorMicros()).isLessThanOrEqualTo(1);
        assertThat(readings).isEqualTo(4);
    }

    @Test
    void read_alwaysHalted_isOffByHalfOfItAndEnds() {
        haltedReadings = Long.MAX_VALUE;
        assertThat(errorMicros()).isLessThanOrEqualTo(HALT_NS / 1_000 / 2 + 1);
        assertThat(readings).isEqualTo(10);
    }

    @Test
    void now_oneAfterTheOther_countTheSameTime() {
        var first = Moment.now();
        var second = LongStream.range(0, 1_000).mapToObj(any -> Moment.now()).reduce(first, (any, last) -> last);
        var passedMicros = (second.nanoTime() - first.nanoTime()) / 1_000;
        assertThat(second.epochMicros() - first.epochMicros()).isBetween(passedMicros - 1_000, passedMicros + 1_000);
    }
}
