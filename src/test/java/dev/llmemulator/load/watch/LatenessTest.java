package dev.llmemulator.load.watch;

import static org.assertj.core.api.Assertions.assertThat;

import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatenessTest {
    private static final long MS = 1_000_000;

    // A clock that turns over on the way, as that of System.nanoTime() may.
    private static final long START = Long.MAX_VALUE - 15 * MS;

    private final Lateness lateness = new Lateness(START, 10 * MS);

    @Test
    void ranAt_onTime_isDueAPeriodLater() {
        assertThat(lateness.ranAt(at(10))).isEqualTo(at(20));
        assertThat(lateness.ranAt(at(20))).isEqualTo(at(30));
        assertThat(counted().getTotalCount()).isEqualTo(2);
        assertThat(counted().getMaxValue()).isZero();
    }

    @Test
    void ranAt_late_isDueByTheScheduleAllTheSame() {
        assertThat(lateness.ranAt(at(11))).isEqualTo(at(20));
        assertThat(counted().getMaxValue()).isEqualTo(1000);
    }

    @Test
    void ranAt_tooEarly_countsNothing() {
        assertThat(lateness.ranAt(at(9))).isEqualTo(at(10));
        assertThat(counted().getTotalCount()).isZero();
    }

    @Test
    void ranAt_heldUpForASecond_countsEveryRunThatWasMissed() {
        assertThat(lateness.ranAt(at(1000))).isEqualTo(at(1010));
        assertThat(counted().getTotalCount()).isEqualTo(100);
        assertThat(counted().getCountBetweenValues(500_000, 1_000_000)).isEqualTo(50);
    }

    private static long at(long ms) {
        return START + ms * MS;
    }

    private Histogram counted() {
        var counted = new Histogram(3);
        lateness.addTo(counted);
        return counted;
    }
}
