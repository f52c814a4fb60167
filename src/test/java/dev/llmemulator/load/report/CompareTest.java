package dev.llmemulator.load.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmemulator.load.measure.Metric;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompareTest {
    private static final String RUN = """
            {"schema_version": 1, "verdict": "PASSED", "simulation": "StreamedAnswers",
             "answers": {"expected": 500, "passed": 500}, "tokens": 50000, "per_second": {"tokens": 8000.5},
             "percentiles_ms": {"ttft": {"count": 500, "p50": 2.5, "p95": 6.25, "p99": null, "p999": null, "max": 17,
               "ci95": {"p50": {"low": 2.4, "high": 2.6}, "p95": {"low": 6, "high": 6.5}, "p99": null, "p999": null}}},
             "answer_over_ideal": null, "violations": {}, "settings": {"clients": 100, "seed": 1}, "versions": {"java": "17"}}
            """;

    private static final String TTFT = "/percentiles_ms/ttft";
    private static final String P50 = TTFT + "/ci95/p50";

    @TempDir
    private Path folder = Path.of("");

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final ObjectNode first = parsed();
    private final ObjectNode run = parsed();

    @Test
    void run_sameFigures_showsNoDifference() throws Exception {
        run.withObject("/settings").put("seed", 2);
        assertThat(compareWith(run)).isEqualTo(Compare.NOTHING_WORSE);
        assertThat(printed(out))
                .containsPattern("TTFT, ms p50 +2.500 +2.500 +1.000 +2.400, 2.600 +2.400, 2.600 +no difference shown\n")
                .containsPattern("TTFT, ms p99 +n/a +n/a +n/a +n/a +n/a +too few values\n")
                .containsPattern("TTFT, ms max +17 +17 +1.000 +-\n")
                .containsPattern("tokens per second +8000.5 +8000.5 +1.000 +-\n")
                .endsWith("NO DIFFERENCE SHOWN: the intervals of A and B overlap.\n")
                .doesNotContain("WARNING")
                .doesNotContain("answer / ideal");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            2.5 | 2.6 | 3.0 | 0 | NO DIFFERENCE SHOWN | 2.500 +1.000 +2.400, 2.600 +2.600, 3 +no difference shown
            5.0 | 4.9 | 5.1 | 1 | WORSE               | 5 +2.000 +2.400, 2.600 +4.900, 5.100 +worse
            2.5 | 1.9 | 2.1 | 0 | BETTER              | 2.500 +1.000 +2.400, 2.600 +1.900, 2.100 +better
            """)
    void run_anotherMedian_isJudgedByItsInterval(double p50, double low, double high, int code, String word, String row)
            throws Exception {
        run.withObject(TTFT).put("p50", p50);
        run.withObject(P50).put("low", low).put("high", high);
        assertThat(compareWith(run)).isEqualTo(code);
        assertThat(printed(out))
                .containsPattern("TTFT, ms p50 +2.500 +" + row + "\n")
                .contains("\n" + word + ": ");
    }

    @Test
    void run_interTokenLatencyNearerToTheDelay_isBetterOnWhicheverSideItIs() throws Exception {
        setInterTokenLatency(first, 9.2, 9.1, 9.3);
        setInterTokenLatency(run, 9.9, 9.8, 10.1);
        assertThat(compare(first, run)).isEqualTo(Compare.NOTHING_WORSE);
        assertThat(printed(out)).containsPattern("inter-token latency, ms p50 .*better\n");
        assertThat(printed(out)).contains("\nInter-token latency is best when it equals the configured token delay.\n");
        assertThat(compare(run, first)).isEqualTo(Compare.SOMETHING_WORSE);
    }

    private static void setInterTokenLatency(ObjectNode json, double p50, double low, double high) {
        json.withObject("/settings").put("delay", 0.01);
        var latency = json.withObject("/percentiles_ms/inter_token_latency").put("p50", p50);
        latency.withObject("/ci95/p50").put("low", low).put("high", high);
    }

    @Test
    void run_metricsOfBothRuns_areNamedByTheTable() throws Exception {
        var json = SummaryJson.tree(ExampleRuns.passed());
        assertThat(compare(json, json)).isEqualTo(Compare.NOTHING_WORSE);
        for (Metric metric : Metric.values()) {
            assertThat(printed(out)).containsPattern("\n" + metric.title() + "(, ms)? p50 +[1-9]");
        }
        assertThat(printed(out)).containsPattern("\nanswer / ideal p50 +1.006 +1.006 +1.000 +1.00\\d, 1.00\\d ");
    }

    @Test
    void run_betterFigureAndOneViolation_isWorse() throws Exception {
        run.withObject(P50).put("low", 1.9).put("high", 2.1);
        run.withObject("/violations").put("lost token", 1);
        assertThat(compareWith(run)).isEqualTo(Compare.SOMETHING_WORSE);
        assertThat(printed(out)).containsPattern("integrity violations +0 +1 +n/a +exact +exact +worse\n");
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.45, 0.55, 1, worse", "0.68, 0.65, 0.71, 0, no difference shown", "0.9, 0.88, 0.92, 0, better"})
    void run_goodput_isJudgedByItsInterval(double share, double low, double high, int code, String word)
            throws Exception {
        setGoodput(first, 0.7, 0.67, 0.73);
        setGoodput(run, share, low, high);
        assertThat(compareWith(run)).isEqualTo(code);
        assertThat(printed(out))
                .containsPattern("\ngoodput, share +0.700 .* " + word + "\n")
                .containsPattern("\ngood answers per second +70.500 +70.500 +1.000 +-\n");
    }

    private static void setGoodput(ObjectNode json, double share, double low, double high) {
        json.withObject("/goodput")
                .put("share", share)
                .put("low", low)
                .put("high", high)
                .put("per_second", 70.5);
    }

    @Test
    void run_answerMissing_isWorse() throws Exception {
        run.withObject("/answers").put("passed", 499);
        assertThat(compareWith(run)).isEqualTo(Compare.SOMETHING_WORSE);
    }

    @Test
    void run_otherSettings_areNamed() throws Exception {
        run.withObject("/settings").put("clients", 200);
        run.withObject("/versions").put("java", "21");
        assertThat(compareWith(run)).isEqualTo(Compare.NOTHING_WORSE);
        assertThat(printed(out))
                .contains("WARNING: settings.clients differs: 100 in A, 200 in B\n")
                .contains("WARNING: versions.java differs: 17 in A, 21 in B\n");
    }

    @Test
    void run_withoutCentrifugo_namesBothTransportsAndJudgesWhatBothKnow() throws Exception {
        run.withObject("/settings").put("transport", "sse");
        first.withObject("/percentiles_ms").set("token_delay", first.at(TTFT));
        assertThat(compareWith(run)).isEqualTo(Compare.NOTHING_WORSE);
        assertThat(printed(out))
                .contains("answers by websocket)\n", "answers by sse)\n", "The transports differ, so the figures say")
                .containsPattern("token delay[^\n]* p50 +2.500 +n/a +n/a +in one run only\n")
                .doesNotContain("WARNING", "token delay p95");
    }

    @Test
    void run_otherSeedOfAModelThatDraws_isNamed() throws Exception {
        first.withObject("/settings").put("model", "chat");
        run.withObject("/settings").put("model", "chat").put("seed", 2);
        assertThat(compare(first, run)).isEqualTo(Compare.NOTHING_WORSE);
        assertThat(printed(out)).contains("WARNING: settings.seed differs: 1 in A, 2 in B\n");
    }

    @Test
    void run_modelThatDrawsAgainstOneThatDoesNot_namesTheModelOnly() throws Exception {
        run.withObject("/settings").put("model", "chat").put("seed", 2);
        assertThat(compareWith(run)).isEqualTo(Compare.NOTHING_WORSE);
        assertThat(printed(out))
                .contains("WARNING: settings.model differs: none in A, chat in B\n")
                .doesNotContain("settings.seed");
    }

    @Test
    void run_foldersOfReports_readsTheSummariesInThem() throws Exception {
        Files.writeString(folder.resolve("summary.json"), RUN);
        assertThat(Compare.run(List.of(folder.toString(), folder.toString()), stream(out), stream(err)))
                .isEqualTo(Compare.NOTHING_WORSE);
    }

    @Test
    void run_runThatWasNotFitOrNotWhole_isNamed() throws Exception {
        first.put("verdict", "INTERRUPTED");
        run.put("verdict", "INVALID");
        assertThat(compare(first, run)).isEqualTo(Compare.NOTHING_WORSE);
        assertThat(printed(out))
                .contains("WARNING: A is INTERRUPTED: its figures describe only a part of the run\n")
                .contains(
                        "WARNING: B is INVALID: its load test was not on time, so its figures do not describe the servers\n");
    }

    @Test
    void run_spanInOneRunOnly_isNotCalledTooFew() throws Exception {
        run.withObject("/percentiles_ms").remove("ttft");
        assertThat(compareWith(run)).isEqualTo(Compare.NOTHING_WORSE);
        assertThat(printed(out))
                .containsPattern("TTFT, ms p50 +2.500 +n/a +n/a +in one run only\n")
                .doesNotContain("too few values");
    }

    @Test
    void run_badInput_saysWhatIsWrong() throws Exception {
        Path good = Files.writeString(folder.resolve("good.json"), RUN);
        Path noJson = Files.writeString(folder.resolve("no.json"), "{");
        Path other = Files.writeString(folder.resolve("other.json"), "[1]");
        assertBad("two files are needed", good.toString());
        assertBad(
                "there is no " + folder.resolve("missing.json"),
                good.toString(),
                folder.resolve("missing.json").toString());
        assertBad("no.json is not JSON", noJson.toString(), good.toString());
        assertBad("other.json is not a summary.json of this load test", good.toString(), other.toString());
    }

    private void assertBad(String message, String... arguments) {
        err.reset();
        assertThat(Compare.run(List.of(arguments), stream(out), stream(err))).isEqualTo(Compare.BAD_INPUT);
        assertThat(printed(err)).startsWith("ERROR: ").contains(message);
        assertThat(printed(out)).isEmpty();
    }

    private static ObjectNode parsed() {
        try {
            return (ObjectNode) new JsonMapper().readTree(RUN);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private int compareWith(JsonNode b) throws Exception {
        return compare(first, b);
    }

    private int compare(JsonNode a, JsonNode b) throws Exception {
        Path before = Files.writeString(folder.resolve("a.json"), a.toString());
        Path after = Files.writeString(folder.resolve("b.json"), b.toString());
        return Compare.run(List.of(before.toString(), after.toString()), stream(out), stream(err));
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }

    private static String printed(ByteArrayOutputStream bytes) {
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
