package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.load.client.Anomaly;
import dev.llmemulator.load.client.AnomalyKind;
import dev.llmemulator.load.measure.ClockReport;
import dev.llmemulator.load.measure.Measurements;
import dev.llmemulator.load.measure.Metric;
import dev.llmemulator.load.measure.ServerClock;
import dev.llmemulator.load.objectives.Judged;
import dev.llmemulator.load.parts.PartsReport;
import dev.llmemulator.load.report.Verdict.Ending;
import dev.llmemulator.load.settings.LoadSettings;
import dev.llmemulator.load.watch.SelfCheck;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SummaryTest {
    private static final String SECRET_NAME = "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY";
    private static final LoadSettings SETTINGS =
            LoadSettings.from(Map.of("target", "cluster", SECRET_NAME, "hush", "seed", "42"), Map.of(), Map.of());

    @TempDir
    private Path folder = Path.of("");

    private final Measurements measurements = new Measurements();

    @Test
    void text_passedRun_saysSoFirstAndTellsTheFigures() throws Exception {
        Files.createFile(folder.resolve("index.html"));
        measureTwoAnswers();
        String text = SummaryText.of(summary(2, Ending.COMPLETE));
        assertThat(text.lines().skip(1).findFirst()).contains("PASSED: 2 answers, 3 tokens, 0 violations, 0 errors");
        assertThat(text.lines().skip(2).findFirst())
                .contains("All 2 answers arrived complete; how late tokens were is not known.");
        assertThat(text)
                .contains("2 complete, 0 failed, of 2 asked for in 2.0 s")
                .containsPattern("tokens +3, 2 per second\n")
                .containsPattern("TTFT +20 +10.0 +n/a +n/a +20.0")
                .containsPattern("answer / ideal \\(990 ms\\) +20 +1.00\\d +n/a +n/a +2.00\\d")
                .contains("5.0 s, 7 answers, 1 failed")
                .contains("cluster, http://127.0.0.1:9000")
                .contains("index.html")
                .doesNotContain("hush");
    }

    @Test
    void outputs_ofTracedRun_nameTheTraceOfTheSlowestAnswer() {
        var traced = ExampleRuns.traced();
        assertThat(SummaryText.of(traced))
                .containsPattern(
                        "slowest answer +2000.0 ms where the ideal is 990.0 ms, trace " + ExampleRuns.TRACE + "\n");
        assertThat(SummaryJson.tree(traced).at("/slowest_answer/trace_id").asText())
                .isEqualTo(ExampleRuns.TRACE);
        assertThat(SummaryText.of(ExampleRuns.passed())).doesNotContain("slowest answer");
        assertThat(SummaryJson.tree(ExampleRuns.passed()).path("slowest_answer").has("trace_id"))
                .isFalse();
    }

    @Test
    void text_passedRun_leavesDetailsToTheFiles() {
        measureTwoAnswers();
        var summary = summary(2, Ending.COMPLETE);
        assertThat(SummaryText.of(summary)).doesNotContain("cycles", "opened", "us a token", "own lateness", "own GC");
        assertThat(SummaryMarkdown.of(summary))
                .contains("| target | cluster, http://127.0.0.1:9000 |")
                .contains("| per second | 1.0 requests, 2 tokens, 1.0 cycles |")
                .contains("| connections | 1 opened, 1 failed |")
                .contains("| CPU of this process | 0.0 s, 30 us a token |")
                .contains("| warm-up, not counted | 5.0 s, 7 answers, 1 failed |")
                .contains("| own lateness |", "| own GC pauses, open files |", "| CPU of machine, process, stolen |");
        JsonNode json = SummaryJson.tree(summary);
        assertThat(json.at("/per_second/cycles").asDouble()).isEqualTo(1);
        assertThat(json.at("/connections/failed").asInt()).isEqualTo(1);
        assertThat(json.at("/process/cpu_us_per_token").asDouble()).isEqualTo(30);
        assertThat(SummaryMarkdown.of(ExampleRuns.clockEstimated()))
                .contains("| clock of emulator 77aa | +40.3 ms from ours, known to 0.2 ms, taken into account |");
    }

    @Test
    void text_runWithoutWarmUpFailures_doesNotTellOfTheWarmUp() {
        assertThat(SummaryText.of(ExampleRuns.passed())).doesNotContain("warm-up");
    }

    @Test
    void json_sameRun_hasTheSameFigures() {
        measureTwoAnswers();
        JsonNode json = SummaryJson.tree(summary(2, Ending.COMPLETE));
        assertThat(json.at("/verdict").asText()).isEqualTo("PASSED");
        assertThat(json.at("/answers/passed").asInt()).isEqualTo(2);
        assertThat(json.at("/tokens").asInt()).isEqualTo(3);
        assertThat(json.at("/seconds").asDouble()).isEqualTo(2.0);
        assertThat(json.at("/per_second/tokens").asDouble()).isEqualTo(1.5);
        var ttft = json.at("/percentiles_ms/ttft");
        assertThat(ttft.at("/p50").asDouble()).isBetween(9.99, 10.01);
        assertThat(ttft.at("/p95").isNull()).isTrue();
        assertThat(ttft.at("/ci95/p50/high").asDouble()).isBetween(19.99, 20.02);
        assertThat(ttft.at("/ci95/p95").isNull()).isTrue();
        assertThat(json.path("percentiles_ms").has("answer")).isFalse();
        assertThat(json.at("/answer_over_ideal/p50").asDouble()).isBetween(0.999, 1.001);
        assertThat(json.at("/warm_up/answers").asInt()).isEqualTo(7);
        assertThat(json.at("/settings/seed").asLong()).isEqualTo(42);
        assertThat(json.at("/versions/java").asText()).isEqualTo("17");
        assertThat(json.toString()).doesNotContain("hush");
    }

    @Test
    void text_enoughAnswers_hasEveryPercentile() {
        assertThat(SummaryText.of(ExampleRuns.passed()))
                .containsPattern("TTFT +1000 +6.0 +10.5 +10.9 +11.0")
                .containsPattern(
                        "delay of tokens +10.\\d+ ms around p99 = 0.20 pacer \\+ 10.\\d+ pub\\+broker \\+ 0.10 client\n")
                .doesNotContain("n/a");
        assertThat(SummaryMarkdown.of(ExampleRuns.passed()))
                .containsPattern("\\| on average \\| 1000 \\| 0.20 \\| 5\\.(49|50) \\| 0.10 \\| 5\\.(79|80) \\|")
                .containsPattern("\\| around p99 \\| \\d+ \\| 0.20 \\| 10.\\d+ \\| 0.10 \\| 10.\\d+ \\|")
                .doesNotContain("n/a");
    }

    @Test
    void ofAModel_thatDraws_hasNoIdealOfAllAnswers() {
        assertThat(SummaryText.of(ExampleRuns.ofAModel())).containsPattern("answer / ideal +1000 +1.00\\d");
        JsonNode json = SummaryJson.tree(ExampleRuns.ofAModel());
        assertThat(json.path("ideal_answer_ms").isNull()).isTrue();
        assertThat(json.path("settings").path("model").asText()).isEqualTo("chat");
        assertThat(json.path("settings").has("length")).isFalse();
    }

    @Test
    void text_failedRun_namesErrorsAndViolations() {
        measurements.answerStarted(1);
        measurements.answerFailed(2_000_001, "lost token", List.of(new Anomaly(AnomalyKind.LOST, 3, 1, "")));
        var summary = summary(1, Ending.COMPLETE);
        assertThat(SummaryText.of(summary))
                .contains("FAILED: 1 of 1 answers failed, at most 0 may; mostly: lost token (1)")
                .containsPattern("errors +1 x lost token")
                .containsPattern("integrity violations +1 x lost token");
        assertThat(SummaryJson.tree(summary).at("/violations/lost token").asInt())
                .isEqualTo(1);
    }

    @Test
    void text_invalidRun_saysWhyAndWhatToDo() {
        assertThat(SummaryText.of(ExampleRuns.invalid()))
                .contains("INVALID: the load test was not on time: garbage collection halted it for 25 % of the time,"
                        + " up to 148 ms at once; the servers take their share of the same process\n")
                .containsPattern("\nwhat to do +fewer clients, or more processors\n {35}servers on another machine")
                .containsPattern(
                        "own lateness +p99 120.\\d, max 120.\\d ms; of a bare thread p99 120.\\d, max 120.\\d ms")
                .containsPattern("own GC pauses, open files +20 in 2.50 s, longest 148 ms; 595 of 20000")
                .containsPattern(
                        "CPU of machine, process, stolen +50 %, 48 %, 0 %; in the fullest second 61 %, 58 %, 1 %");
        assertThat(SummaryText.of(ExampleRuns.passed())).doesNotContain("what to do");
    }

    @Test
    void json_invalidRun_hasCausesAndWhatWasSeen() {
        JsonNode json = SummaryJson.tree(ExampleRuns.invalid());
        assertThat(json.path("verdict").asText()).isEqualTo("INVALID");
        var self = json.path("self_check");
        assertThat(self.path("fit").asBoolean(true)).isFalse();
        assertThat(self.at("/causes/0/cause").asText()).startsWith("garbage collection");
        assertThat(self.at("/causes/0/advice").asText()).startsWith("fewer clients");
        assertThat(self.at("/event_loop_lateness_ms/p99").asDouble()).isBetween(120.0, 120.2);
        assertThat(self.at("/gc/longest_ms").asInt()).isEqualTo(148);
        assertThat(self.at("/cpu/machine/most").asDouble()).isEqualTo(0.61);
        assertThat(self.at("/cpu/process/mean").asDouble()).isEqualTo(0.48);
        assertThat(self.at("/open_files/most").asInt()).isEqualTo(595);
    }

    @Test
    void outputs_objectives_sayForEachWhetherItWasMetAndWhy() {
        var summary = ExampleRuns.withObjectives("ttft.p99<5ms, ratio.p99<2, itl.p99.9<1s, goodput>50%");
        assertThat(SummaryText.of(summary))
                .contains("\nFAILED: 1 of 4 objectives missed: ttft.p99<5ms\n")
                .contains(
                        "\nttft.p99<5ms                       MISSED: TTFT from arrival p99 is 11.2 ms (95 % interval\n"
                                + " ".repeat(35) + "11.1 to 11.3 ms), not below 5ms.\n")
                .containsPattern("\nratio.p99<2 +MET: Answer / ideal p99 is 1.010 \\(")
                .containsPattern("\nitl.p99.9<1s +UNDECIDED: Too few answers: to show that inter-token\n")
                .containsPattern("\ngoodput>50% +MET: Goodput is 70.00 % \\(95 % interval 67.05 to 72.83 %\\),\n")
                .containsPattern("\ngood answers +700 of 1000 that ended, 350.\\d a second; good is ttft<8ms\n");
        assertThat(SummaryMarkdown.of(summary))
                .contains(
                        "\n| objective |  |\n",
                        "\n| ttft.p99&lt;5ms | MISSED: TTFT from arrival p99 is 11.2 ms (95 % interval 11.1 to 11.3 ms), not below 5ms. |\n",
                        "\n| good answers | 700 of 1000");
        JsonNode json = SummaryJson.tree(summary);
        assertThat(json.path("objectives"))
                .extracting(each -> each.path("state").asText())
                .containsExactly("MISSED", "MET", "UNDECIDED", "MET");
        assertThat(json.at("/objectives/0/value").asDouble()).isBetween(11.1, 11.3);
        assertThat(json.at("/objectives/0/limit").asDouble()).isEqualTo(5);
        assertThat(json.at("/objectives/2/high").isNull()).isTrue();
        assertThat(json.at("/objectives/3/unit").asText()).isEqualTo("%");
        assertThat(json.at("/goodput/good").asInt()).isEqualTo(700);
        assertThat(json.at("/goodput/share").asDouble()).isEqualTo(0.7);
        assertThat(json.at("/over_time/points"))
                .extracting(point -> point.path("good").asInt())
                .satisfies(goods ->
                        assertThat(goods.stream().mapToInt(each -> each).sum()).isEqualTo(700));
        assertThat(json.at("/settings/slo").asText()).startsWith("ttft.p99<5ms, ratio");
    }

    @Test
    void outputs_noObjectives_sayNothingOfThem() {
        var summary = ExampleRuns.passed();
        assertThat(SummaryText.of(summary) + SummaryMarkdown.of(summary)).doesNotContainPattern("[Oo]bjective|good");
        JsonNode json = SummaryJson.tree(summary);
        assertThat(json.path("objectives")).isEmpty();
        assertThat(json.path("goodput").isNull()).isTrue();
        assertThat(json.at("/over_time/points/0").has("good")).isFalse();
    }

    @Test
    void outputs_transportWithoutDueTimes_sayWhyTheirObjectiveIsUndecided() {
        assertThat(ExampleRuns.eventStream("delay.p50<1s, wait.max<1s")
                        .verdict()
                        .objectives())
                .extracting(Judged::why)
                .containsExactly(
                        "The run has no value of token delay: an event stream does not say when tokens were due.",
                        "The run has no value of wait before the request: only users who arrive at a rate (-Drate) have one.");
    }

    @Test
    void text_interruptedRun_tellsWhatWasCutOff() {
        measurements.answerStarted(1);
        assertThat(SummaryText.of(summary(5, Ending.INTERRUPTED)))
                .contains("INTERRUPTED: stopped after 0 of 5 answers")
                .contains("1 cut off");
    }

    @Test
    void write_folder_holdsTheWholeFile() throws Exception {
        SummaryFile.JSON.write(summary(1, Ending.CRASHED), folder);
        assertThat(Files.readString(folder.resolve("summary.json")))
                .contains("\"FAILED\"")
                .endsWith("}\n");
        try (var files = Files.list(folder)) {
            assertThat(files).hasSize(1);
        }
    }

    private void measureTwoAnswers() {
        measurements.answerStarted(1_000_000);
        measurements.answerStarted(1_500_000);
        measurements.connectEnded(true);
        measurements.connectEnded(false);
        measurements.requestSent(1_000);
        measurements.requestSent(1_000);
        for (var token = 0; token < 3; token++) {
            measurements.tokenReceived(2_000_000);
        }
        // Enough for a median and too few for higher percentiles.
        for (var i = 0; i < 10; i++) {
            measurements.record(Metric.TTFT, 10_000, 2_000_000);
            measurements.record(Metric.TTFT, 20_000, 2_000_000);
            measurements.recordRatio(990_000, 990_000, 2_000_000);
            measurements.recordRatio(1_980_000, 990_000, 2_000_000);
        }
        measurements.answerPassed(2_500_000);
        measurements.answerPassed(3_000_000);
    }

    private Summary summary(long expected, Ending ending) {
        var figures = measurements.figures(9_000_000);
        return new Summary(
                "StreamedAnswers",
                Instant.EPOCH,
                SETTINGS,
                "http://127.0.0.1:9000",
                expected,
                Verdict.on(figures, expected, 0, ending, SelfCheck.NONE),
                figures,
                ClockReport.of(ServerClock.OURS),
                new WarmUpResult(5, 7, 1),
                SelfCheck.NONE,
                0.000_09,
                PartsReport.NONE,
                folder,
                Map.of("java", "17"),
                null,
                null,
                null);
    }
}
