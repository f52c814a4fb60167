package dev.llmemulator.load.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CurveTest {
    private static final long SECOND = 1_000_000;
    private static final long GAP = 3 * SECOND;

    @Test
    void increase_betweenReadings_isThatOfAStraightLine() {
        var curve = Curve.ofCounter(points(10, 14, 15), GAP);
        assertThat(curve.increase(0, 2 * SECOND)).isEqualTo(5);
        assertThat(curve.increase(SECOND / 2, SECOND)).isEqualTo(2);
        assertThat(curve.increase(SECOND / 2, SECOND * 3 / 2)).isEqualTo(2.5);
        assertThat(curve.increase(-SECOND, 9 * SECOND)).isEqualTo(5);
    }

    @Test
    void increase_partThatStartedAnew_countsOnFromZero() {
        assertThat(Curve.ofCounter(points(100, 110, 3, 5), GAP).increase(0, 3 * SECOND))
                .isEqualTo(15);
    }

    @Test
    void increase_lessThanTwoReadings_isNotKnown() {
        assertThat(Curve.NONE.increase(0, SECOND)).isNaN();
        assertThat(Curve.ofCounter(points(5), GAP).increase(0, SECOND)).isNaN();
    }

    @Test
    void increaseIfRead_whereReadingsAreFarApart_isNotKnown() {
        var curve = Curve.ofCounter(
                List.of(new Point(0, 0), new Point(SECOND, 1), new Point(9 * SECOND, 9), new Point(10 * SECOND, 10)),
                GAP);
        assertThat(curve.increaseIfRead(0, SECOND)).isEqualTo(1);
        assertThat(curve.increaseIfRead(4 * SECOND, 5 * SECOND)).isNaN();
        assertThat(curve.increaseIfRead(9 * SECOND, 10 * SECOND)).isEqualTo(1);
        assertThat(curve.increase(0, 10 * SECOND)).isEqualTo(10);
    }

    @Test
    void mean_isOfTheReadingsInTheTimeOrElseOfItsMiddle() {
        var curve = Curve.of(points(1, 3, 8), GAP);
        assertThat(curve.mean(0, SECOND)).isEqualTo(2);
        assertThat(curve.mean(SECOND + 1, 2 * SECOND - 1)).isCloseTo(5.5, within(1e-5));
        assertThat(Curve.NONE.mean(0, SECOND)).isNaN();
    }

    private static List<Point> points(double... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> new Point(i * SECOND, values[i]))
                .toList();
    }
}
