package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.report.Verdict.Criterion;
import dev.llmemulator.load.report.Verdict.Ending;
import dev.llmemulator.load.report.Verdict.Outcome;
import dev.llmemulator.load.watch.SelfCheck;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ObservationTest {
    private static final Criterion MET = new Criterion("calm again", "within 30 s", "after 4 s", true);
    private static final Criterion UNMET = new Criterion("calm again", "within 30 s", "not within 30 s", false);

    @Test
    void verdict_criterionOfTheSimulation_failsTheRunAndGivesTheReason() {
        assertThat(verdict(0, 0, MET).outcome()).isEqualTo(Outcome.PASSED);
        var failed = verdict(0, 0, UNMET);
        assertThat(failed.outcome()).isEqualTo(Outcome.FAILED);
        assertThat(failed.reason()).isEqualTo("calm again: not within 30 s; required: within 30 s");
        assertThat(failed.criteria()).contains(UNMET);
    }

    @Test
    void verdict_refusedQuestionsThatAreAllowed_areNoFailures() {
        assertThat(verdict(3, 3, MET).outcome()).isEqualTo(Outcome.PASSED);
        assertThat(verdict(3, 2, MET).outcome()).isEqualTo(Outcome.FAILED);
    }

    @Test
    void outputs_ofARunThatFoundSomething_tellIt() {
        var run = ExampleRuns.observed();
        assertThat(SummaryText.of(run))
                .contains("FAILED: nothing grows: memory; required: none\n")
                .contains("\nSomething grew.\n", "memory <b>, MB                     grows by +21420.0 an hour");
        assertThat(SummaryMarkdown.of(run))
                .contains("Something grew.", "| memory &lt;b&gt;, MB | grows by", "not significant");
        assertThat(SummaryJson.tree(run).at("/observation/samples/1/second").asInt())
                .isEqualTo(20);
        assertThat(SummaryJson.tree(ExampleRuns.passed()).path("observation").isNull())
                .isTrue();
    }

    @Test
    void outputs_ofSilentUsers_saySoInPlaceOfAnswers() {
        assertThat(SummaryText.of(ExampleRuns.silent()))
                .contains("PASSED: 7 silent users, 14 pings answered, 0 lost\n7 of 7 users were connected and silent")
                .doesNotContain("All 1000 answers");
    }

    private static Verdict verdict(int failed, long allowed, Criterion criterion) {
        var measurements = new Measurements();
        for (var i = 0; i < 10; i++) {
            measurements.answerStarted(1);
            if (i < failed) {
                measurements.answerRefused(2);
                measurements.answerFailed(2, "503", List.of());
            } else {
                measurements.answerPassed(2);
            }
        }
        var observation =
                new Observation(null, "", Map.of(), Map.of(), Map.of(), List.of(), allowed, List.of(criterion));
        return Verdict.on(measurements.figures(3), 10, 0, Ending.COMPLETE, SelfCheck.NONE, List.of(), observation);
    }
}
