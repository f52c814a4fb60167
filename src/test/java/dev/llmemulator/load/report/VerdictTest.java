package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.Figures;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.TokenTimes;
import dev.llmemulator.load.objectives.Objectives;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.report.Verdict.Ending;
import dev.llmemulator.load.report.Verdict.Outcome;
import dev.llmemulator.load.watch.GcPauses;
import dev.llmemulator.load.watch.OpenFiles;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.load.watch.SelfChecks;
import dev.llmemulator.load.watch.SelfFigures;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VerdictTest {
    private static final SelfCheck UNFIT = SelfChecks.of(120_000, GcPauses.NONE);

    @ParameterizedTest
    @CsvSource({
        "10, 0, 10, 0, COMPLETE, PASSED",
        "9, 1, 10, 0, COMPLETE, FAILED",
        "9, 1, 10, 1, COMPLETE, PASSED",
        "0, 10, 10, 100, COMPLETE, FAILED",
        "0, 0, 10, 0, COMPLETE, FAILED",
        "9, 0, 10, 0, COMPLETE, FAILED",
        "9, 0, 10, 1, COMPLETE, FAILED",
        "9, 0, 10, 0, INTERRUPTED, INTERRUPTED",
        "10, 0, 10, 0, CRASHED, FAILED",
    })
    void on_figures_isTheOutcome(int passed, int failed, long expected, int maxErrors, Ending ending, Outcome outcome) {
        Figures figures = figures(passed, failed);
        Verdict verdict = Verdict.on(figures, expected, maxErrors, ending, SelfCheck.NONE);
        assertThat(verdict.outcome()).isEqualTo(outcome);
        assertThat(verdict.criteria().stream().allMatch(Criterion::met)).isEqualTo(outcome == Outcome.PASSED);
    }

    @Test
    void on_failures_namesTheMostFrequent() {
        assertThat(Verdict.on(figures(1, 2), 3, 0, Ending.COMPLETE, SelfCheck.NONE)
                        .reason())
                .isEqualTo("2 of 3 answers failed, at most 0 may; mostly: connect refused (2)");
    }

    @Test
    void withFaults_answerFailedInSilence_isFailedHoweverManyMayFail() {
        var run = ExampleRuns.withFaults("");
        assertThat(run.verdict().outcome()).isEqualTo(Outcome.FAILED);
        assertThat(run.verdict().reason()).isEqualTo("1 answers failed in silence: 1 x lost token");
        assertThat(run.verdict().criteria())
                .filteredOn(each -> !each.met())
                .extracting(Criterion::name)
                .containsExactly("nothing is lost in silence");
    }

    @Test
    void withFaults_oneWasNotCaused_isInvalid() {
        var run = ExampleRuns.withFaults("no such part");
        assertThat(run.verdict().outcome()).isEqualTo(Outcome.INVALID);
        assertThat(run.verdict().reason())
                .isEqualTo("a fault was not caused: start centrifugo1 (at 2.0 s): no such part;"
                        + " besides: 1 answers failed in silence: 1 x lost token");
        assertThat(SummaryText.of(run))
                .contains("Not all faults of the plan were caused", "faults ", "1 of 2 caused, ", "1 failed in silence")
                .contains("bin/fault --help");
        assertThat(SummaryMarkdown.of(run))
                .contains("| start centrifugo1 | 2.0 | 2.0 | 2.9 |", "not caused: no such part");
    }

    @ParameterizedTest
    @CsvSource({
        "10, 0, COMPLETE, INVALID",
        "8, 2, COMPLETE, INVALID",
        "8, 0, INTERRUPTED, INTERRUPTED",
        "8, 0, CRASHED, FAILED",
    })
    void on_loadTestWasTheBottleneck_isInvalidIfTheRunIsComplete(
            int passed, int failed, Ending ending, Outcome outcome) {
        Verdict verdict = Verdict.on(figures(passed, failed), 10, 0, ending, UNFIT);
        assertThat(verdict.outcome()).isEqualTo(outcome);
        assertThat(verdict.criteria())
                .filteredOn(each -> each.name().equals("the load test is on time"))
                .singleElement()
                .matches(each -> !each.met() && each.actual().endsWith("; what to do: " + UNFIT.advice()));
    }

    @Test
    void on_loadTestWasTheBottleneck_namesTheCauseAndWhatFailedBesides() {
        assertThat(Verdict.on(figures(3, 0), 3, 0, Ending.COMPLETE, UNFIT).reason())
                .isEqualTo("the load test was not on time: " + UNFIT.cause());
        assertThat(Verdict.on(figures(1, 2), 3, 0, Ending.COMPLETE, UNFIT).reason())
                .isEqualTo("the load test was not on time: " + UNFIT.cause()
                        + "; besides: 2 of 3 answers failed, at most 0 may; mostly: connect refused (2)");
    }

    @Test
    void on_noFileLeftToOpen_isInvalidThoughTheLoadTestWasOnTime() {
        var self = SelfCheck.NONE.figures();
        var files = new SelfFigures(
                        self.seconds(),
                        self.eventLoopsUs(),
                        self.threadUs(),
                        self.gc(),
                        self.processors(),
                        new OpenFiles(191, 220),
                        0)
                .outOfFiles();
        var check = SelfCheck.of(files, Duration.ofSeconds(1), false);
        assertThat(Verdict.on(figures(1, 2), 3, 0, Ending.COMPLETE, check).reason())
                .startsWith("the load test was the bottleneck: it ran out of files: 220 of 220 open; besides: 2 of 3");
    }

    // Times in milliseconds: how long half of the tokens wait in the emulator, then deliver; the rest deliver in 2 ms.
    @ParameterizedTest
    @CsvSource({
        "15, 3, INVALID",
        "9, 3, PASSED",
        // As late as the system is slow.
        "15, 8, PASSED",
        // The system is overloaded, which holds up the emulator.
        "500, 5, PASSED",
    })
    void on_tokensThatWaitInTheEmulator_isInvalidIfTheSystemIsNotTheReason(long waits, long takes, Outcome outcome) {
        var measurements = new Measurements();
        measurements.answerStarted(1);
        for (var i = 0; i < 1_000; i++) {
            var sentUs = 1_000_000 + waits * 1_000;
            var receivedUs = sentUs + (i % 5 == 0 ? 2 : takes) * 1_000;
            measurements.recordDelay(new TokenTimes(1_000_000, sentUs, receivedUs, receivedUs));
        }
        measurements.answerPassed(2);

        var verdict = Verdict.on(measurements.figures(3), 1, 0, Ending.COMPLETE, SelfCheck.NONE);

        assertThat(verdict.outcome()).isEqualTo(outcome);
        if (outcome == Outcome.INVALID) {
            assertThat(verdict.reason())
                    .startsWith("the emulator itself was late: half of the tokens waited in it for 15.0 ms or more,")
                    .endsWith("; it is not the system's");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            answer.max<2s                | 0 | COMPLETE    | PASSED      | 0 |
            answer.max<1us               | 0 | COMPLETE    | FAILED      | 1 | 1 of 1 objectives missed: answer.max<1us
            answer.p99<2s                | 0 | COMPLETE    | UNDECIDED   | 4 | 1 of 1 objectives undecided: answer.p99<2s
            answer.p99<2s, answer.max<1s | 0 | COMPLETE    | FAILED      | 1 | 1 of 2 objectives missed: answer.max<1s
            answer.p99<2s                | 1 | COMPLETE    | FAILED      | 2 | 1 of 11 answers failed, at most 0 may; mostly: refused (1)
            answer.max<1s                | 1 | COMPLETE    | FAILED      | 2 | 1 of 11 answers failed, at most 0 may; mostly: refused (1); besides: 1 of 1 objectives missed: answer.max<1s
            answer.max<1s                | 0 | INTERRUPTED | INTERRUPTED | 0 | stopped after 10 of 10 answers
            answer.max<1s                | 0 | CRASHED     | FAILED      | 1 | the run broke down; the reason is printed above
            """)
    void on_objectives_areJudgedAfterTheAnswers(
            String slo, int failures, Ending ending, Outcome outcome, int exitCode, @Nullable String reason) {
        var verdict = withObjectives(slo, failures, ending, SelfCheck.NONE);
        assertThat(verdict.outcome()).isEqualTo(outcome);
        assertThat(verdict.reason()).isEqualTo(reason == null ? "" : reason);
        assertThat(verdict.exitCode(failures == 0 ? 0 : 2)).isEqualTo(exitCode);
    }

    @Test
    void on_objectivesOfABottleneck_isInvalidWhateverTheyAre() {
        var verdict = withObjectives("answer.max<1s", 0, Ending.COMPLETE, UNFIT);
        assertThat(verdict.outcome()).isEqualTo(Outcome.INVALID);
        assertThat(verdict.reason()).endsWith("; besides: 1 of 1 objectives missed: answer.max<1s");
        assertThat(verdict.exitCode(0)).isEqualTo(3);
    }

    /** Ten answers of a second each, and failures. */
    private static Verdict withObjectives(String slo, int failures, Ending ending, SelfCheck selfCheck) {
        var measurements = new Measurements();
        for (var i = 0; i < 10; i++) {
            measurements.answerStarted(1);
            measurements.record(Metric.ANSWER, 1_000_001, 2);
            measurements.answerPassed(2);
        }
        ExampleRuns.withFailures(measurements, failures, "refused");
        var figures = measurements.figures(3);
        return Verdict.on(
                figures,
                10 + failures,
                0,
                ending,
                selfCheck,
                Objectives.parse(slo).judge(figures));
    }

    private static Figures figures(int passed, int failed) {
        var measurements = new Measurements();
        for (var i = 0; i < passed; i++) {
            measurements.answerStarted(1);
            measurements.answerPassed(2);
        }
        ExampleRuns.withFailures(measurements, failed, "connect refused");
        return measurements.figures(3);
    }
}
