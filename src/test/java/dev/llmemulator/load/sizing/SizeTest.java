package dev.llmemulator.load.sizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmemulator.answer.Model;
import dev.llmemulator.answer.Models;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The sizing sheet, by a run whose numbers are easy to reckon with. */
class SizeTest {
    /** 100 users, 10,000 tokens a second, answers of 100 tokens. */
    private static final String RUN = """
            {"schema_version": 9, "answers": {"passed": 1000}, "tokens": 100000, "parts": {
              "seconds": 10, "tokens": 100000,
              "cpu": [
                {"part": "emulator", "us_per_token": 14}, {"part": "centrifugo", "us_per_token": 35},
                {"part": "redis", "us_per_token": 7}, {"part": "haproxy", "us_per_token": null}, {"part": "load_test", "us_per_token": 40}],
              "watched": [
                {"name": "emulator1", "kind": "emulator", "kb_per_connection": null,
                 "gauges": {"memory_bytes": {"most": 200e6}, "connections": {"most": 50}, "places_limit": {"last": 400}}},
                {"name": "centrifugo1", "kind": "centrifugo", "kb_per_connection": 40,
                 "gauges": {"memory_bytes": {"most": 52e6}, "connections": {"most": 50}}},
                {"name": "centrifugo2", "kind": "centrifugo", "kb_per_connection": 30,
                 "gauges": {"memory_bytes": {"most": 52e6}, "connections": {"most": 50}}},
                {"name": "redis", "kind": "redis", "kb_per_connection": null,
                 "gauges": {"memory_bytes": {"most": 20e6}, "data_bytes": {"first": 2e6, "most": 4e6}}},
                {"name": "haproxy", "kind": "haproxy", "kb_per_connection": 5,
                 "gauges": {"memory_bytes": {"most": 30e6}, "connections": {"most": 200}, "places_limit": {"last": 1500}}}],
              "not_watched": []}}
            """;

    /** Answers of 100 tokens in 10 s: 10 tokens a second. */
    private static final ModelPace PACE = new ModelPace("even", 100, 10);

    @TempDir
    private Path folder;

    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private Path run(String json) throws IOException {
        return Files.writeString(folder.resolve("summary.json"), json);
    }

    private Sizing sizing(double users, double think) throws IOException {
        return new Sizing(MeasuredRun.read(run(RUN)), PACE, users, think);
    }

    private MeasuredRun.Part part(Sizing sizing, String kind) {
        return sizing.run().parts().stream()
                .filter(part -> part.kind().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    private String sheet(int status, String... arguments) {
        var output = new ByteArrayOutputStream();
        assertThat(Size.run(List.of(arguments), new PrintStream(output), new PrintStream(errors)))
                .isEqualTo(status);
        return output.toString(StandardCharsets.UTF_8);
    }

    @Test
    void users_answeringAtOnce_needInProportion() throws IOException {
        var sizing = sizing(1_000, 0);

        assertThat(sizing.tokensPerSecond()).isEqualTo(10_000);
        assertThat(sizing.cores(part(sizing, "emulator"))).isEqualTo(0.2, within(1e-9));
        assertThat(sizing.cores(part(sizing, "centrifugo"))).isEqualTo(0.5, within(1e-9));
        assertThat(sizing.cores()).as("without the load test").isEqualTo(0.8, within(1e-9));
        assertThat(sizing.cores(part(sizing, "haproxy"))).as("not measured").isNull();
        assertThat(sizing.memoryMb(part(sizing, "centrifugo")))
                .as("100 MB + 1,000 × 40 KB")
                .isEqualTo(140);
        assertThat(sizing.memoryMb(part(sizing, "redis")))
                .as("2 MB + 10,000 × 180 × 0.02 KB")
                .isEqualTo(38, within(1e-9));
        assertThat(sizing.memoryMb(part(sizing, "haproxy")))
                .as("29 MB + 2,000 × 5 KB")
                .isEqualTo(39);
        assertThat(sizing.memoryMb(part(sizing, "emulator")))
                .as("200 MB + 1,000 × 10 KB, assumed")
                .isEqualTo(210);
        assertThat(sizing.filesOfHaproxy()).isEqualTo(4_000);
        assertThat(sizing.extrapolated()).as("by users, as there were 100").isEqualTo(10);
    }

    @Test
    void users_whoThink_areConnectedAndSeldomAnswered() throws IOException {
        var sizing = sizing(1_000, 90);

        assertThat(sizing.answering()).isEqualTo(100, within(1e-9));
        assertThat(sizing.tokensPerSecond()).isEqualTo(1_000, within(1e-9));
        assertThat(sizing.memoryMb(part(sizing, "centrifugo"))).isEqualTo(140);
        assertThat(sizing.filesOfHaproxy()).isEqualTo(2_200, within(1e-9));
    }

    @Test
    void sheet_hasAColumnForEachNumberOfUsersAndTheArithmeticOfEachLine() throws IOException {
        var sheet = sheet(0, run(RUN).toString(), "--model", "constant");

        assertThat(sheet)
                .containsPattern("users answering at once +1,000 +10,000 +100,000\n")
                .containsPattern("tokens a second +101,010 +1,010,101 +10,101,010\n")
                .containsPattern("cores, emulator +2.0 +20 +202\n")
                .containsPattern("cores, haproxy +not known +not known +not known\n")
                .containsPattern("memory, emulator \\(MB\\) +210 +300 +1,200\n")
                .contains("- cores, emulator = tokens a second × 14 µs ÷ 70 %")
                .contains("- memory, centrifugo = 100 MB + WebSockets × 40 KB")
                .contains("- memory, redis = 2 MB + tokens a second × 180 s (history_ttl) × 0.020 KB")
                .contains("- memory, emulator = 200 MB + users answering × 10 KB (by bin/bench streams memory,")
                .contains("- emulator: one takes 400 at once (its limit in the run), so 100,000 would need 250")
                .contains("- redis: one process uses little more than one core, so it would need about 102 shards")
                .contains("WARNING: from 1,000 users on this is more than 10 times what was measured.")
                .doesNotContain("load_test", "costs less");
    }

    @Test
    void sheet_forOneNumberOfUsersInAFolder_hasThatAlone() throws IOException {
        run(RUN);

        assertThat(sheet(0, folder.toString(), "--users", "500", "--think", "60"))
                .containsPattern("users +500\n")
                .containsPattern("of them answering at once +\\d+\n")
                .contains("- A user is answered ", "WARNING: answers of 100 tokens were measured")
                .doesNotContainPattern("users +1,000");
    }

    @Test
    void pace_ofAModel_isThatOfItsAnswers() {
        var even = ModelPace.of(Model.constant(101, Duration.ofSeconds(1), Duration.ofMillis(10)));
        assertThat(even.tokens()).isEqualTo(101);
        assertThat(even.seconds()).isEqualTo(2, within(1e-9));
        assertThat(even.tokensPerSecond()).isEqualTo(50.5, within(1e-9));
        assertThat(even.answering(6)).isEqualTo(0.25, within(1e-9));

        // Of a log-normal distribution the mean is well above the median.
        var chat = ModelPace.of(Models.named("chat").orElseThrow());
        assertThat(chat.tokens()).isBetween(200.0, 600.0);
        assertThat(chat.seconds()).isBetween(4.0, 14.0);
    }

    @Test
    void memory_thatTheRunDoesNotTell_comesFromOneOfIdleUsers() throws IOException {
        var silent = Files.writeString(folder.resolve("idle.json"), """
                {"schema_version": 9, "answers": {"passed": 2000}, "tokens": 0, "parts": {
                  "seconds": 80, "tokens": 0, "cpu": [],
                  "watched": [
                    {"name": "centrifugo1", "kind": "centrifugo", "kb_per_connection": 42,
                     "gauges": {"memory_bytes": {"most": 142e6}, "connections": {"most": 1000}}},
                    {"name": "haproxy", "kind": "haproxy", "kb_per_connection": 9,
                     "gauges": {"memory_bytes": {"most": 48e6}, "connections": {"most": 2000}}}],
                  "not_watched": []}}
                """).toString();
        var run = run(RUN.replace("\"kb_per_connection\": 5", "\"kb_per_connection\": null"))
                .toString();

        assertThat(sheet(0, run, "--users", "1000"))
                .containsPattern("memory, haproxy \\(MB\\) +not known\n")
                .contains("- memory, haproxy: not measured, as too little changed in the run; --idle takes it ");
        assertThat(sheet(0, run, "--users", "1000", "--idle", silent))
                .contains("- memory, haproxy = 30 MB + (WebSockets + open questions) × 9 KB (silent users of " + silent)
                .containsPattern("memory, haproxy \\(MB\\) +48\n")
                .contains("- memory, centrifugo = 100 MB + WebSockets × 40 KB\n");
        assertThat(sheet(Size.BAD_INPUT, run, "--idle", run)).isEmpty();
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("tells no memory of a connection that " + run + " does not tell");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --users 5                | name the summary.json of a run first
            FILE --users             | --users needs a value
            FILE --users 0           | --users is 0, but must be a whole number from 1 to 100000000
            FILE --users 1e4         | --users is 1e4, but must be
            FILE --users 9999999999  | --users is 9999999999, but must be
            FILE --think -1          | --think is -1, but must be a whole number from 0 to 86400
            FILE --model gpt         | --model is gpt, but must be one of constant, chat
            FILE --fast 1            | --fast is none of --users, --model, --think
            FILE.gone                | there is no
            """)
    void argument_thatIsWrong_isNamed(String line, String message) throws IOException {
        var file = run(RUN).toString();

        assertThat(sheet(Size.BAD_INPUT, line.replace("FILE", file).split(" "))).isEmpty();
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .startsWith("ERROR: ")
                .contains(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
            nonsense                                                         | is not JSON
            {}                                                               | is not a summary.json of this load test
            {"schema_version":9,"answers":{"passed":1},"parts":null}         | tells nothing of the cluster's parts
            {"schema_version":5,"answers":{"passed":1}}                      | tells nothing of the cluster's parts
            {"schema_version":9,"answers":{"passed":0},"parts":{"tokens":0}} | has no complete answers
            {"schema_version":9,"answers":{"passed":1},"tokens":9,"parts":{"tokens":9,"seconds":1,"not_watched":[{"name":"redis","reason":"refused"}]}} | does not tell the processor time of any part: redis (refused)
            """)
    void summary_thatTellsTooLittle_isRefusedWithTheReason(String json, String message) throws IOException {
        sheet(Size.BAD_INPUT, run(json).toString());

        assertThat(errors.toString(StandardCharsets.UTF_8))
                .startsWith("ERROR: ")
                .contains(message);
    }
}
