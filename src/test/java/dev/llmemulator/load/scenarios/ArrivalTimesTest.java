package dev.llmemulator.load.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ArrivalTimesTest {
    private final ArrivalTimes times =
            new ArrivalTimes(LongStream.range(0, 100).map(user -> user * 50_000).toArray());

    @Test
    void dueUs_usersInTime_isWhenTheyBegin() {
        assertThat(times.dueUs(1, 1_000_000)).isEqualTo(1_000_000);
        assertThat(times.dueUs(2, 1_050_000)).isEqualTo(1_050_000);
        assertThat(times.dueUs(100, 5_950_000)).isEqualTo(5_950_000);
    }

    @Test
    void dueUs_userBeginsLate_isWhenItShouldHave() {
        times.dueUs(1, 1_000_000);
        assertThat(times.dueUs(3, 4_000_000)).isEqualTo(1_100_000);
    }

    @Test
    void dueUs_firstUserWasLate_isMendedByThoseInTime() {
        assertThat(times.dueUs(1, 1_030_000)).isEqualTo(1_030_000);
        assertThat(times.dueUs(2, 1_050_000)).isEqualTo(1_050_000);
        assertThat(times.dueUs(3, 1_110_000)).isEqualTo(1_100_000);
    }
}
