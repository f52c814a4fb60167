package dev.llmemulator.load.capacity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.objectives.Objectives;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.GcPauses;
import dev.llmemulator.load.watch.SelfCheck;
import dev.llmemulator.load.watch.SelfChecks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CapacityReportTest {
    private static final LoadSettings SETTINGS =
            LoadSettings.from(Map.of(), Map.of(), Map.of()).forCapacity();

    @Test
    void report_found_tellsNumberIntervalAndWhatBroke() {
        var report = ExampleReport.found();
        assertThat(report.headline()).isEqualTo("39 answers at once, not 41");
        assertThat(report.sentence())
                .startsWith("The system carries 39 answers at once within the objectives, and not 41. At 41: "
                        + "servers refused 10 of 410 questions. The share of failed answers is 2.44 % ")
                .doesNotContain("budget", "confirmation");
        assertThat(report.rows()).hasSize(10);
        assertThat(report.rows().get(3)).contains("confirmation: held");
    }

    @Test
    void report_parts_namesTheFullOneElseTheNearest() {
        var report = ExampleReport.found();
        assertThat(report.sentence()).doesNotContain("ull then");
        assertThat(report.withParts("both processors are full", null).sentence())
                .contains(" Full then: both processors are full.");
        assertThat(report.withParts(null, "both processors are 88 % busy").sentence())
                .contains(" No part was full then; nearest to it: both processors are 88 % busy.");
    }

    @Test
    void report_refused_tellsHowMany() {
        var steps = List.of(ExampleReport.step(30), ExampleReport.step(60), ExampleReport.step(60));
        var report = CapacityReport.of(SETTINGS, steps, null, 0, true);
        assertThat(report.sentence())
                .contains(
                        "At 60: servers refused 200 of 600 questions.",
                        "The share of failed answers is 33.33 %",
                        "The budget ended the search early");
        assertThat(report.broke()).extracting(each -> each.objective().text()).isEqualTo("failed<2%");
    }

    @Test
    void report_loadTestTooSlow_isNoCapacity() {
        var unfit = step(40, SelfChecks.of(120_000, new GcPauses(20, 2.5, 148)));
        var report = CapacityReport.of(SETTINGS, List.of(ExampleReport.step(20), unfit, unfit), null, 0, false);
        assertThat(report.headline())
                .isEqualTo("at least 20 answers at once; the load test was the limit; not confirmed");
        assertThat(report.broke()).isNull();
        assertThat(CapacityReport.of(SETTINGS, List.of(unfit), null, 0, false).headline())
                .isEqualTo("the load test was too slow for any load");
    }

    @Test
    void report_confirmationThatFails_isNotConfirmed() {
        var steps = List.of(ExampleReport.step(20), ExampleReport.step(80), ExampleReport.step(80));
        var report = CapacityReport.of(SETTINGS, steps, ExampleReport.step(60), 0, false);
        assertThat(report.headline()).isEqualTo("20 answers at once, not 60; not confirmed");
        assertThat(report.sentence()).contains("The confirmation did not hold. At 60: servers refused");
    }

    @Test
    void report_interrupted_saysWhatIsKnownByThen() {
        var steps = List.of(ExampleReport.step(10), ExampleReport.step(20));
        var report = CapacityReport.of(SETTINGS, steps, null, 0, false).stopped();
        assertThat(report.headline()).isEqualTo("at least 20 answers at once; interrupted");
        assertThat(report.sentence())
                .isEqualTo(
                        "The system carries at least 20 answers at once within the objectives; more was not tried by then."
                                + " Somebody stopped the search, so the true value may be far off.");
    }

    @Test
    void report_stoppedBeforeAnyTrial_saysThatNothingWasTried() {
        assertThat(ExampleReport.nothing().headline()).isEqualTo("nothing was tried");
    }

    @Test
    void judgement_lateTokensAndRefusals_areToldApart() {
        var objectives = Objectives.parse("ttft.p95<500ms, failed<2%");
        var late = measured(300, 900_000, 0);
        assertThat(judge(objectives, late).outcome()).isEqualTo(Outcome.MISSED);
        assertThat(judge(objectives, measured(300, 2_000, 30)).outcome()).isEqualTo(Outcome.REFUSED);
        assertThat(judge(objectives, measured(300, 2_000, 0)).outcome()).isEqualTo(Outcome.HELD);
        assertThat(judge(objectives, measured(30, 2_000, 0)))
                .matches(few -> few.outcome() == Outcome.UNDECIDED && few.seemsHeld() && few.broke() == null);
        var fewLate = judge(objectives, measured(5, 900_000, 0));
        assertThat(fewLate).matches(few -> few.outcome() == Outcome.UNDECIDED && !few.seemsHeld());
        assertThat(fewLate.broke()).extracting(each -> each.objective().text()).isEqualTo("ttft.p95<500ms");
        assertThat(judge(objectives, measured(0, 0, 0)))
                .matches(none -> none.outcome() == Outcome.UNDECIDED && !none.seemsHeld());
    }

    @Test
    void judgement_usersWhoWaitForConnections_areNotAnswersAtOnce() {
        assertThat(waited(100, 20_000).outcome()).isEqualTo(Outcome.HELD);
        assertThat(waited(100, 400_000))
                .matches(queued -> queued.outcome() == Outcome.MISSED)
                .extracting(Judgement::why)
                .isEqualTo(
                        "Users waited 0.4 s for a connection before they could ask, so of 100 only about 71 at a time"
                                + " got an answer.");
    }

    private static Judgement waited(int users, long waitUs) {
        var measurements = measured(users, 2_000, 0);
        for (var i = 0; i < users; i++) {
            measurements.requestSent(waitUs);
            measurements.record(Metric.ANSWER, 1_000_000, 2);
        }
        return Judgement.ofUsers(users, measurements.figures(0), SETTINGS);
    }

    private static Judgement judge(Objectives objectives, Measurements measured) {
        var figures = measured.figures(0);
        return Judgement.of(objectives, figures, figures.refused(), SelfCheck.NONE);
    }

    private static Measurements measured(int answers, long ttftUs, int refused) {
        var measurements = new Measurements();
        for (var i = 0; i < answers + refused; i++) {
            measurements.answerStarted(1);
            if (i < answers) {
                measurements.record(Metric.TTFT, ttftUs, 2);
                measurements.answerPassed(2);
            } else {
                measurements.answerRefused(2);
                measurements.answerFailed(2, "503", List.of());
            }
        }
        return measurements;
    }

    private static Step step(int load, SelfCheck selfCheck) {
        var figures = measured(300, 2_000, 0).figures(0);
        return Step.of(
                load,
                Judgement.of(SETTINGS.objectives(), figures, 0, selfCheck),
                figures,
                figures,
                0,
                false,
                12,
                0,
                1_000_000,
                10_000_000);
    }
}
