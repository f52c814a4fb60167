package dev.llmemulator.load.objectives;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmemulator.load.measure.Goodness;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.Unit;
import dev.llmemulator.load.objectives.Judged.State;
import java.util.List;
import java.util.Random;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How objectives are judged by figures of known distributions. */
class JudgedTest {
    private final Measurements measurements = new Measurements();

    /** Answers with a TTFT of 1, 2, 3 ... ms, in 10 s. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            1000 | ttft.p99<998ms  | MET       | TTFT p99 is 990.2 ms (95 % interval 982.5 to 997.4 ms), below 998ms.
            1000 | ttft.p99<982ms  | MISSED    | TTFT p99 is 990.2 ms (95 % interval 982.5 to 997.4 ms), not below 982ms.
            1000 | ttft.p99<0.995s | UNDECIDED | TTFT p99 is 990.2 ms (95 % interval 982.5 to 997.4 ms), too close to 0.995s to tell: run longer (if it stays so, some 2,300 answers would tell).
            1000 | ttft.p50>400ms  | MET       | TTFT p50 is 500.2 ms (95 % interval 469.0 to 532.5 ms), above 400ms.
            999  | ttft.p99<5s     | UNDECIDED | Too few answers: to show that TTFT p99 is below 5s takes 1,000 at least, and this run has 999.
            100  | ttft.p99<50ms   | MISSED    | TTFT p99 is at least 90.9 ms with 95 % confidence, not below 50ms.
            100  | ttft.p99<95ms   | UNDECIDED | Too few answers: to show that TTFT p99 is below 95ms takes 1,000 at least, and this run has 100.
            9    | ttft.p50<1us    | UNDECIDED | Too few answers: to show that TTFT p50 is below 1us takes 20 at least, and this run has 9.
            10   | ttft.p50<0.5ms  | MISSED    | TTFT p50 is at least 1.0 ms with 95 % confidence, not below 0.5ms.
            20   | ttft.max<21ms   | MET       | TTFT max is 20.0 ms, below 21ms.
            20   | ttft.max<20ms   | MISSED    | TTFT max is 20.0 ms, not below 20ms.
            100  | ttft.mean<60ms  | MET       | TTFT mean is 50.5 ms (95 % interval 44.8 to 56.2 ms), below 60ms.
            99   | ttft.mean<60ms  | UNDECIDED | Too few answers: to show that TTFT mean is below 60ms takes 100 at least, and this run has 99.
            100  | goodput>9/s     | MET       | Goodput is 10.0/s (95 % interval 9.6 to 10.0/s), above 9/s.
            100  | goodput>95%     | MET       | Goodput is 100.00 % (95 % interval 96.38 to 100.00 %), above 95%.
            100  | goodput>99%     | UNDECIDED | Too few answers: to show that goodput is above 99% takes 368 at least, and this run has 100.
            100  | failed<1%       | UNDECIDED | Too few answers: to show that the share of failed answers is below 1% takes 368 at least, and this run has 100.
            400  | failed<1%       | MET       | The share of failed answers is 0.00 % (95 % interval 0.00 to 0.92 %), below 1%.
            """)
    void judge_knownFigures_saysStateAndWhy(int answers, String objective, State state, String why) {
        for (var i = 1; i <= answers; i++) {
            record(Metric.TTFT, i * 1000L);
            answer(Goodness.GOOD);
        }
        var judged = judge(objective);
        assertThat(judged.why()).isEqualTo(why);
        assertThat(judged.state()).isEqualTo(state);
    }

    @Test
    void judge_failuresAndBadAnswers_areSharesOfAllThatEnded() {
        for (var i = 0; i < 400; i++) {
            answer(i % 4 == 0 ? Goodness.NOT_GOOD : Goodness.GOOD);
        }
        measurements.answerStarted(0);
        measurements.answerFailed(10_000_000, "refused", List.of());
        assertThat(judge("failed<1%").state()).isEqualTo(State.UNDECIDED);
        var goodput = judge("goodput>80%");
        assertThat(goodput.state()).isEqualTo(State.MISSED);
        assertThat(goodput.value()).isCloseTo(100 * 300.0 / 401, within(1e-9));
        assertThat(goodput.low()).isCloseTo(70.27, within(0.01));
        assertThat(goodput.high()).isCloseTo(78.98, within(0.01));
        assertThat(judge("goodput>50/s").state()).isEqualTo(State.MISSED);
    }

    @Test
    void judge_answersOfWhichNothingIsKnown_mayHaveBeenGoodOrNot() {
        for (var i = 0; i < 1000; i++) {
            answer(i < 500 ? Goodness.GOOD : Goodness.NOT_KNOWN);
        }
        var judged = judge("goodput>90%");
        assertThat(judged.state()).isEqualTo(State.UNDECIDED);
        assertThat(judged.why())
                .startsWith("Goodput is 50.00 % (95 % interval 46.85 to 100.00 %), too close to 90% to tell")
                .endsWith(
                        "; of 500 answers it is not known whether they were good, because the run has no value of TTFT:"
                                + " no answer has one.");
        assertThat(judge("goodput>40%").state()).isEqualTo(State.MET);
    }

    @Test
    void judge_noValue_isUndecidedWithTheReason() {
        answer(Goodness.NOT_KNOWN);
        var figures = measurements.figures(10_000_000);
        WhyNone why = metric -> "no " + metric + " here";
        assertThat(parsed("delay.p99<1s, goodput>9%").judge(figures, why))
                .allMatch(each -> each.state() == State.UNDECIDED && each.value() == null && each.low() == null)
                .extracting(Judged::why)
                .containsExactly(
                        "The run has no value of token delay: no TOKEN_DELAY here.",
                        "Of 1 answers it is not known whether they were good, because the run has no value of TTFT: no TTFT"
                                + " here.");
    }

    @Test
    void judge_nothingMeasured_passesNothing() {
        assertThat(parsed("ttft.p50<1s, ttft.max<1s, ttft.mean<1s, goodput>1%, goodput>1/s, failed<99%")
                        .judge(new Measurements().figures(0)))
                .extracting(Judged::state)
                .containsOnly(State.UNDECIDED);
    }

    @Test
    void judge_usersWhoArriveAtARate_countsFromTheirArrival() {
        for (var i = 0; i < 20; i++) {
            record(Metric.TTFT, 1_000);
            record(Metric.TTFT_FROM_ARRIVAL, 2_000_000);
            answer(Goodness.GOOD);
        }
        assertThat(judge("ttft.p50<1s").why()).startsWith("TTFT from arrival p50 is 2000");
    }

    @Test
    void judge_tokens_countAsOneForEachAnswer() {
        for (var i = 0; i < 100; i++) {
            for (var token = 0; token < 100; token++) {
                record(Metric.INTER_TOKEN_LATENCY, 10_000);
            }
            answer(Goodness.GOOD);
        }
        assertThat(judge("itl.p99<1s").why())
                .isEqualTo(
                        "Too few answers: to show that inter-token latency p99 is below 1s takes 368 at least, and this"
                                + " run has 100.");
        assertThat(judge("itl.p95<1s").state()).isEqualTo(State.MET);
    }

    /** Where the limit is the true value, either judgement is wrong, and each may be so in 2.5 % of all runs. */
    @ParameterizedTest
    @CsvSource({"p50, 0.5, 100", "p90, 0.9, 300", "p99, 0.99, 1000"})
    void judge_limitIsTheTruth_isRarelyDecided(String percentile, double quantile, int size) {
        var random = new Random(7);
        var runs = 2000;
        var meanUs = 500_000;
        var statistic = new Statistic(percentile, (int) (quantile * 1000));
        var limitMs = -meanUs / 1000.0 * Math.log(1 - quantile);
        var values = new Histogram(3);
        var met = 0;
        var missed = 0;
        for (var run = 0; run < runs; run++) {
            values.reset();
            for (var i = 0; i < size; i++) {
                values.recordValue(Math.round(-meanUs * Math.log(1 - random.nextDouble())));
            }
            var estimate = statistic.of(values, Unit.MILLISECONDS, size);
            met += Operator.BELOW.holds(estimate.high(), limitMs) ? 1 : 0;
            missed += Operator.AT_LEAST.holds(estimate.low(), limitMs) ? 1 : 0;
        }
        assertThat(met / (double) runs).isBetween(0.002, 0.035);
        assertThat(missed / (double) runs).isBetween(0.002, 0.035);
    }

    private Judged judge(String objective) {
        return parsed(objective).judge(measurements.figures(10_000_000)).get(0);
    }

    private static Objectives parsed(String slo) {
        return Objectives.parse("-Dslo", slo, "-Dgood", "ttft<1s");
    }

    private void record(Metric metric, long us) {
        measurements.record(metric, us, 1);
    }

    /** All answers together take 10 s. */
    private void answer(Goodness goodness) {
        measurements.answerStarted(0);
        measurements.answerPassed(10_000_000, goodness);
    }
}
