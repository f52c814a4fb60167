package dev.llmemulator.load.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.Interval.Count;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final long START_US = 1_700_000_000_000_000L;
    private static final long SECOND_US = 1_000_000;

    private final Timeline timeline = new Timeline();

    @Test
    void overTime_spansOfSomeSeconds_areInTheirIntervals() {
        timeline.begin(START_US);
        timeline.record(Metric.TTFT, 1_234, START_US + SECOND_US - 1);
        timeline.record(Metric.TTFT, 5_678, START_US + 3 * SECOND_US);
        var overTime = timeline.overTime();
        assertThat(overTime.lengthSeconds()).isEqualTo(1);
        assertThat(overTime.intervals())
                .extracting(each -> longestMs(each, Metric.TTFT))
                .containsExactly(1.234, null, null, 5.678);
    }

    @Test
    void overTime_spanOfAMetricThatIsNotTold_leavesNothing() {
        timeline.begin(START_US);
        timeline.record(Metric.ANSWER, 1, START_US);
        assertThat(timeline.overTime().intervals()).isEmpty();
    }

    @Test
    void overTime_whatHappenedBeforeTheStart_isInTheFirstInterval() {
        timeline.begin(START_US);
        timeline.begin(START_US + 5 * SECOND_US);
        timeline.count(Count.TOKENS, START_US - 7);
        timeline.count(Count.TOKENS, START_US + 7);
        assertThat(tokens()).containsExactly(2L);
    }

    @Test
    void overTime_whatIsToldLate_isInTheIntervalInWhichItHappened() {
        timeline.begin(START_US);
        timeline.count(Count.TOKENS, START_US + 2 * SECOND_US);
        timeline.count(Count.TOKENS, START_US);
        assertThat(tokens()).containsExactly(1L, 0L, 1L);
    }

    @Test
    void overTime_readWhileTheRunGoesOn_countsNothingTwiceAndStaysAsItWas() {
        timeline.begin(START_US);
        timeline.count(Count.PASSED, START_US);
        var early = timeline.overTime();
        timeline.count(Count.PASSED, START_US);
        var late = timeline.overTime();
        assertThat(early.intervals().get(0).counted(Count.PASSED)).isEqualTo(1);
        assertThat(late.intervals().get(0).counted(Count.PASSED)).isEqualTo(2);
    }

    @Test
    void overTime_answersUnderWay_areTheMostAtOnceInEachInterval() {
        timeline.started(START_US, 1);
        timeline.started(START_US + 10, 2);
        timeline.count(Count.PASSED, START_US + 20);
        timeline.started(START_US + 30, 2);
        // Nobody asks in the second second, and both answers go on; one of them ends in the third.
        timeline.count(Count.FAILED, START_US + 2 * SECOND_US);
        timeline.count(Count.PASSED, START_US + 3 * SECOND_US);
        timeline.count(Count.TOKENS, START_US + 4 * SECOND_US);
        assertThat(timeline.overTime().intervals())
                .extracting(Interval::mostUnderWay)
                .containsExactly(2L, 2L, 2L, 1L, 0L);
        timeline.count(Count.TOKENS, START_US + Timeline.MOST_INTERVALS * SECOND_US);
        assertThat(timeline.overTime().intervals().subList(0, 3))
                .extracting(Interval::mostUnderWay)
                .containsExactly(2L, 2L, 0L);
    }

    @Test
    void overTime_oneMoreThanAFullRowOfIntervals_isMerged() {
        timeline.begin(START_US);
        timeline.count(Count.TOKENS, START_US + Timeline.MOST_INTERVALS * SECOND_US - 1);
        assertThat(timeline.overTime().lengthSeconds()).isEqualTo(1);
        assertThat(timeline.overTime().intervals()).hasSize(Timeline.MOST_INTERVALS);
        timeline.count(Count.TOKENS, START_US + Timeline.MOST_INTERVALS * SECOND_US);
        assertThat(timeline.overTime().lengthSeconds()).isEqualTo(2);
        assertThat(timeline.overTime().intervals()).hasSize(Timeline.MOST_INTERVALS / 2 + 1);
    }

    @Test
    void overTime_longRun_mergesNeighboursWithoutLosingAnything() {
        var seconds = 1000;
        var intervalSeconds = 8;
        var expected = new ArrayList<Interval>();
        IntStream.range(0, seconds / intervalSeconds).forEach(i -> expected.add(new Interval()));
        var random = new Random(42);
        timeline.begin(START_US);
        for (var second = 0; second < seconds; second++) {
            for (var value = 0; value < 50; value++) {
                var us = (long) Math.exp(random.nextDouble() * 15);
                var interval = expected.get(second / intervalSeconds);
                interval.add(Metric.TOKEN_DELAY, us);
                interval.count(Count.TOKENS);
                var atUs = START_US + second * SECOND_US + random.nextInt((int) SECOND_US);
                timeline.record(Metric.TOKEN_DELAY, us, atUs);
                timeline.count(Count.TOKENS, atUs);
            }
        }
        var overTime = timeline.overTime();
        assertThat(overTime.lengthSeconds()).isEqualTo(intervalSeconds);
        assertThat(overTime.intervals())
                .extracting(TimelineTest::all)
                .isEqualTo(expected.stream().map(TimelineTest::all).toList());
    }

    @Test
    void overTime_jumpFarAhead_fits() {
        timeline.begin(START_US);
        timeline.count(Count.TOKENS, START_US);
        timeline.count(Count.TOKENS, START_US + 1_000_000 * SECOND_US);
        var overTime = timeline.overTime();
        assertThat(overTime.lengthSeconds()).isEqualTo(8192);
        assertThat(overTime.intervals()).hasSize(1_000_000 / 8192 + 1);
    }

    @Test
    void percentile_ofAnInterval_isWithinOnePercentAndOnlyToldIfSupported() {
        var spans = new IntervalValues(Unit.MILLISECONDS);
        for (var us = 10_000; us < 10_999; us++) {
            spans.add(us);
        }
        assertThat(spans.percentile(500)).isCloseTo(10.499, Percentage.withPercentage(1));
        assertThat(spans.percentile(950)).isCloseTo(10.949, Percentage.withPercentage(1));
        assertThat(spans.percentile(990)).isNull();
        assertThat(spans.max()).isEqualTo(10.998);
        spans.add(10_000);
        assertThat(spans.percentile(990)).isNotNull().isLessThanOrEqualTo(10.998);
    }

    private List<Long> tokens() {
        return timeline.overTime().intervals().stream()
                .map(each -> each.counted(Count.TOKENS))
                .toList();
    }

    private static @Nullable Double longestMs(Interval interval, Metric metric) {
        var spans = interval.values(metric);
        return spans == null ? null : spans.max();
    }

    private static String all(Interval interval) {
        IntervalValues spans = Objects.requireNonNull(interval.values(Metric.TOKEN_DELAY));
        return interval.counted(Count.TOKENS) + " " + spans.count() + " " + spans.percentile(100) + " "
                + spans.percentile(500) + " " + spans.percentile(950) + " " + spans.max();
    }
}
