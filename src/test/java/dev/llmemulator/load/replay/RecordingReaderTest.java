package dev.llmemulator.load.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordingReaderTest {
    private static final String AZURE = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

    @TempDir
    private Path folder = Path.of("");

    @Test
    void read_azureOf2023_isRelativeToTheFirstRequest_withoutThoseThatGotNothing() {
        var recording = sample("azure-2023.csv");
        assertThat(recording.requests())
                .containsExactly(
                        request(0, 120, 12),
                        request(250_000, 2048, 30),
                        request(250_000, 15, 8),
                        request(2_500_000, 64, 25));
        assertThat(recording.empty()).isEqualTo(1);
        assertThat(recording.tokens()).isEqualTo(75);
        assertThat(recording.mostTokens()).isEqualTo(30);
        assertThat(recording).hasToString("azure-2023.csv, without 1 requests that got no answer");
    }

    @Test
    void read_azureOf2024_takesTheOffsetOfEachTime() {
        assertThat(sample("azure-2024.csv").requests())
                .containsExactly(request(0, 1200, 5), request(250_000, 64, 7), request(1_000_000, 31, 9));
    }

    @Test
    void read_burstGptOfEachRelease_findsItsColumnsByTheirNames() {
        assertThat(sample("burstgpt-1.csv").requests())
                .containsExactly(request(0, 410, 18), request(113_000_000, 417, 26), request(113_500_000, 20, 3));
        assertThat(sample("burstgpt-3.csv").requests()).containsExactly(request(0, 10, 11), request(2_000_000, 20, 12));
    }

    @Test
    void read_mooncake_countsInMilliseconds() {
        assertThat(sample("mooncake.jsonl").requests())
                .containsExactly(request(0, 6758, 50), request(3_000_000, 7322, 49));
    }

    @Test
    void read_ownJsonLines_areSortedAndMayTellThePace() {
        var recording = sample("own.jsonl");
        assertThat(recording.requests())
                .containsExactly(
                        request(0, 12, 20),
                        request(750_000, 0, 30),
                        new RecordedRequest(1_250_000, 0, 10, Duration.ofMillis(20), Duration.ofMillis(300)));
        assertThat(recording.reordered()).isEqualTo(1);
    }

    @Test
    void read_gapsBetweenTokens_areTheirMean() throws IOException {
        var file = Files.writeString(folder.resolve("gaps.jsonl"), """
                {"time": 0, "tokens": 3, "ttft": 0.4, "gaps": [0.01, 0.03]}
                {"time": 1, "tokens": 3, "delay": 0.05, "gaps": [0.01, 0.03]}
                {"time": 2, "tokens": 1, "gaps": []}
                """);
        assertThat(read(file, 1, 1, null, 1).requests())
                .containsExactly(
                        new RecordedRequest(0, 0, 3, Duration.ofMillis(20), Duration.ofMillis(400)),
                        new RecordedRequest(1_000_000, 0, 3, Duration.ofMillis(50), null),
                        request(2_000_000, 0, 1));
    }

    @Test
    void read_withASpeed_scalesTheTimes() {
        assertThat(read(sampleFile("azure-2023.csv"), 2, 1, null, 1).dueUs())
                .containsExactly(0, 125_000, 125_000, 1_250_000);
    }

    @Test
    void read_withATime_takesWhatComesBeforeItsEnd_atTheSpeedOfTheReplay() {
        assertThat(read(sampleFile("azure-2023.csv"), 2, 1, Duration.ofSeconds(1), 1)
                        .dueUs())
                .containsExactly(0, 125_000, 125_000);
    }

    @Test
    void read_withAShare_drawsAsManyAndTheSameAgainByTheSameSeed() throws IOException {
        var text = new StringBuilder("time,question_tokens,tokens\n");
        for (var i = 0; i < 10_000; i++) {
            text.append(i).append(",1,").append(i + 1).append('\n');
        }
        var file = write("many.csv", text.toString());
        var some = read(file, 1, 0.25, null, 7).requests();
        assertThat(some).hasSizeBetween(2_300, 2_700);
        assertThat(read(file, 1, 0.25, null, 7).requests()).isEqualTo(some);
        assertThat(read(file, 1, 0.25, null, 8).requests()).isNotEqualTo(some);
        // A shorter part has the same requests of its time.
        var part = read(file, 1, 0.25, Duration.ofSeconds(100), 7).requests();
        assertThat(some.subList(0, part.size())).isEqualTo(part);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2023-11-16 18:00:00.1,120,12\\n2023-11-16 18:00:01,x,12 | line 3 has the ContextTokens \"x\"; it must be a whole number from 0 to 10000000",
                "2023-11-16 18:00:00.1,120,12\\n\\n2023-11-16 18:00:01,1,-1 | line 4 has the GeneratedTokens \"-1\"; it must be a whole number from 0 to 100000",
                "2023-11-16 18:00:00.1,120,1.5 | line 2 has the GeneratedTokens \"1.5\"",
                "2023-11-16 18:00:00.1,120,100001 | line 2 has the GeneratedTokens \"100001\"",
                "yesterday,120,12 | line 2 has the TIMESTAMP \"yesterday\"; it must be a date and time like 2023-11-16 18:15:46.6805900",
                "2023-11-16 18:00:00.1,120 | line 2 has 2 values where the head has 3",
                "2023-11-16 18:00:00.1,120,12,7 | line 2 has 4 values where the head has 3",
                "2023-11-16 18:00:00.1,120,\"12 | line 2",
                "2023-11-16 18:00:00.1,120,0 | there is no request to replay"
            })
    void read_brokenLine_isNamedWithWhatIsAllowed(String lines, String message) throws IOException {
        assertRefused(AZURE + lines.replace("\\n", "\n"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"time\": 1, \"tokens\": 2}\\n{\"time\": 1, \"tokens\": \"many\"}' | line 2 has the tokens \"many\"",
                "'{\"time\": 1, \"tokens\": 2}\\n{\"time\": 1}' | line 2 has no \"tokens\"",
                "'{\"time\": 1, \"tokens\": 2}\\n{\"time\": 1, ' | line 2 is broken",
                "'{\"time\": 1, \"tokens\": 2}\\n7' | line 2 is no JSON object",
                "'{\"time\": \"NaN\", \"tokens\": 2}' | line 1 has the time \"NaN\"; it must be a number of seconds",
                "'{\"time\": 1e300, \"tokens\": 2}' | line 1 has the time",
                "'{\"time\": 1, \"tokens\": 2, \"delay\": 61}' | line 1 has the delay \"61\"; it must be a number of seconds from 0 to 60",
                "'{\"time\": 1, \"tokens\": 3, \"gaps\": [0.1]}' | line 1 has 1 gaps for 3 tokens; there must be 2",
                "'{\"time\": 1, \"tokens\": 2, \"gaps\": [-1]}' | line 1 has the gaps \"-1\"; it must be a number of seconds from 0 to 60",
                "'{\"when\": 1}' | line 1 has the names when; those of a recording are time, question_tokens, tokens; or TIMESTAMP, ContextTokens",
                "'[{\"time\": 1, \"tokens\": 2}]' | it is one JSON array"
            })
    void read_brokenJsonLine_isNamedWithWhatIsAllowed(String lines, String message) throws IOException {
        assertRefused(lines.replace("\\n", "\n"), message);
    }

    @Test
    void read_fileWithoutARequest_isRefused() throws IOException {
        assertRefused("", "it is empty");
        assertRefused(" \n\n", "it is empty");
        assertRefused(AZURE, "there is no request to replay");
        assertRefused("hour;tokens\n1;2\n", "line 1 has the names hour;tokens; those of a recording are");
        var bytes = folder.resolve("bytes");
        Files.write(bytes, "TIMESTAMP,ContextTokens,GeneratedTokens\nä".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> read(bytes, 1, 1, null, 1)).hasMessageContaining("no text in UTF-8");
        assertThatThrownBy(() -> read(folder.resolve("absent"), 1, 1, null, 1))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("cannot be read");
        assertThatThrownBy(() -> read(folder, 1, 1, null, 1)).isInstanceOf(RecordingException.class);
    }

    @Test
    void read_replayOfMoreThanADay_isRefusedUnlessItIsFaster() throws IOException {
        var file = write("days.csv", "time,question_tokens,tokens\n0,1,1\n172800,1,1\n");
        assertThatThrownBy(() -> read(file, 1, 1, null, 1))
                .hasMessage(
                        "its replay takes 48.0 hours, and a run may take 24; take a higher -DtraceSpeed, or a part by -Dduration");
        assertThat(read(file, 2, 1, null, 1).seconds()).isEqualTo(86_400);
    }

    /** As the largest public traces, in little memory: what is not drawn is not kept. */
    @Test
    @Timeout(60)
    void read_aMillionLinesAndMore_isBounded() throws IOException {
        var file = folder.resolve("large.csv");
        try (var out = Files.newBufferedWriter(file)) {
            out.write("Timestamp,Model,Request tokens,Response tokens,Total tokens,Log Type\n");
            for (var i = 0; i <= RecordingReader.MOST_REQUESTS; i++) {
                out.write(i / 20 + ",ChatGPT,472,18,490,Conversation log\n");
            }
        }
        assertThatThrownBy(() -> read(file, 1, 1, null, 1))
                .hasMessageContaining("more than the 1,000,000 requests that a run can replay")
                .hasMessageContaining("-DtraceShare");
        assertThat(read(file, 1, 0.01, null, 1).requests()).hasSizeBetween(9_500, 10_500);
        assertThat(read(file, 1, 1, Duration.ofSeconds(10), 1).requests()).hasSize(200);
    }

    private static RecordedRequest request(long atUs, int question, int answer) {
        return new RecordedRequest(atUs, question, answer, null, null);
    }

    private void assertRefused(String text, String message) throws IOException {
        var file = write("trace", text);
        assertThatThrownBy(() -> read(file, 1, 1, null, 1))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining(message);
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Path sampleFile(String name) {
        return Path.of("src", "test", "resources", "traces", name);
    }

    private static Recording sample(String name) {
        return read(sampleFile(name), 1, 1, null, 1);
    }

    private static Recording read(Path file, double speed, double share, @Nullable Duration during, long seed) {
        return RecordingReader.read(file, new Selection(speed, share, during, seed));
    }
}
