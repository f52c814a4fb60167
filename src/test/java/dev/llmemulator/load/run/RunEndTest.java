package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.simulations.Capacity;
import dev.llmemulator.load.simulations.Smoke;
import dev.llmemulator.load.simulations.StreamedAnswers;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Load tests in processes of their own, as Maven starts them, that end in each of the ways in which a run can end. */
@Timeout(120)
class RunEndTest {
    private static final String RULE = "=".repeat(92) + "\n";
    private static final int TERMINATED = 143;
    private static final int ASSERTIONS_FAILED = 2;

    private static final String SMALL =
            "-Dclients=10 -Dcycles=2 -Dlength=10 -Ddelay=0.001 -Dwarmup=0 -Dramp=0 -DmaxLateness=60";

    private static final Pattern BAR = Pattern.compile("\r\u001b\\[K(\\[[^\r]*)");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void run_itsCourse_printsTheSummaryLastAndNothingOfGatlings() throws Exception {
        LoadTestProcess run = LoadTestProcess.run(0, Smoke.class, folder);
        assertThat(run.printed())
                .contains("\nPASSED: 5 answers")
                .doesNotContain("Global Information", "Generating reports", "count of all events")
                .endsWith(RULE);
        assertThat(filesOfReport()).isEqualTo(5);
    }

    @Test
    @Needs(Program.SCRIPT)
    void run_onATerminal_rewritesOneLineAndErasesItAtTheEnd() throws Exception {
        var launcher = List.of("env", "TERM=xterm", "sh", "-c", "exec script -qec \"$*\" /dev/null", "sh");
        LoadTestProcess run = LoadTestProcess.runBy(
                launcher, 0, StreamedAnswers.class, folder, SMALL, "-Dcycles=6 -Dlength=50 -Ddelay=0.01");
        var bars = BAR.matcher(run.printed()).results().toList();
        assertThat(bars)
                .as(run.printed())
                .hasSizeGreaterThan(1)
                .allSatisfy(bar -> assertThat(bar.group(1))
                        .matches(
                                "\\[[#-]{10}] +\\d+ %(, \\d+ s left)?  \\d+/60 done, 0 failed, \\d+ tokens/s, p99 .*"));
        assertThat(run.printed().indexOf("PASSED: "))
                .isGreaterThan(bars.get(bars.size() - 1).end());
        assertThat(run.printed()).contains("\r\u001b[K=====");
    }

    @Test
    void run_unknownModel_stopsBeforeTheWarmUpAndNamesTheModels() throws Exception {
        LoadTestProcess run = LoadTestProcess.run(1, StreamedAnswers.class, folder, "-Dmodel=gpt");
        assertThat(run.printed())
                .contains("\nFAILED: the emulator does not know the model; it knows constant, chat, ")
                .contains("\nwhat to do                         -Dmodel with one of these names\n")
                .doesNotContain("Warming up", "Asking for")
                .endsWith(RULE);
        assertThat(filesOfReport()).isZero();
    }

    @Test
    void run_nothingListens_stopsBeforeTheWarmUpAndSaysWhere() throws Exception {
        String port;
        try (var free = new ServerSocket(0)) {
            port = String.valueOf(free.getLocalPort());
        }
        LoadTestProcess run = LoadTestProcess.run(
                1,
                StreamedAnswers.class,
                folder,
                "-Dhttp_url=http://127.0.0.1:" + port,
                "-Dws_url=ws://127.0.0.1:" + port + "/connection/websocket",
                "-DCENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY=secret-of-a-test");
        assertThat(run.printed())
                .contains("\nFAILED: nothing listens at ws://127.0.0.1:" + port
                        + "/connection/websocket (connection refused)\n")
                .doesNotContain("Warming up", "secret-of-a-test")
                .endsWith(RULE);
    }

    @Test
    void run_portOfTheLivePageTaken_stopsBeforeItBeginsAndNamesTheSetting() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LoadTestProcess run =
                    LoadTestProcess.run(2, StreamedAnswers.class, folder, "-Dlive=" + taken.getLocalPort());
            assertThat(run.printed())
                    .endsWith("Setting -Dlive: cannot listen on 127.0.0.1:%d: Address already in use\n"
                            .formatted(taken.getLocalPort()));
        }
    }

    @Test
    void run_objectiveMissed_failsThoughAllAnswersAreComplete() throws Exception {
        LoadTestProcess run = LoadTestProcess.run(
                1, StreamedAnswers.class, folder, SMALL, "-Dslo=itl.p50>1s,answer.p50<60s", "-Dgood=itl.max<60s");
        assertThat(run.printed())
                .contains(
                        "\nObjectives: itl.p50>1s, answer.p50<60s.\nA good answer is complete, and has itl.max<60s.\n")
                .contains("\nFAILED: 1 of 2 objectives missed: itl.p50>1s\n")
                .contains("\nAll 20 answers arrived complete; ", " The run missed 1 of its 2 objectives.\n")
                .containsPattern("\nitl.p50>1s +MISSED: Inter-token latency p50 is ")
                .containsPattern("\nanswer.p50<60s +MET: Answer p50 is ")
                .containsPattern("\ngood answers +20 of 20 that ended, [0-9.]+ a second; good is itl.max<60s\n")
                .endsWith(RULE);
    }

    @Test
    void run_objectiveUndecided_hasAnExitCodeOfItsOwn() throws Exception {
        LoadTestProcess run = LoadTestProcess.run(4, StreamedAnswers.class, folder, SMALL, "-Dslo=ttft.p99<60s");
        assertThat(run.printed())
                .contains("\n20 answers are too few to meet ttft.p99<60s (1,000).\n")
                .contains("\nUNDECIDED: 1 of 1 objectives undecided: ttft.p99<60s\n")
                .containsPattern("\nttft.p99<60s +UNDECIDED: Too few answers: to show that TTFT p99");
        assertThat(LoadTestProcess.summary(folder).at("/objectives/0/state").asText())
                .isEqualTo("UNDECIDED");
    }

    @Test
    void run_objectiveMisspelt_stopsBeforeItBeginsAndSaysWhatIsMeant() throws Exception {
        LoadTestProcess run = LoadTestProcess.run(2, StreamedAnswers.class, folder, "-Dslo=tfft.p99<1s");
        assertThat(run.printed())
                .isEqualTo(
                        "Setting -Dslo has the part \"tfft.p99<1s\": \"tfft\" is no metric, did you mean ttft? Known are"
                                + " ttft, itl, answer, recovery, connect, subscribe, silence, delivery, delay, wait, ratio, goodput, failed.\n");
    }

    @Test
    void run_answersFail_endsAsGatlingsAssertionsSay() throws Exception {
        LoadTestProcess run = LoadTestProcess.run(
                ASSERTIONS_FAILED,
                StreamedAnswers.class,
                folder,
                "-Dclients=2 -Dcycles=1 -Dmodel=chat -DanswerTimeout=0.1 -Dwarmup=0");
        assertThat(run.printed()).contains("\nFAILED: 2 of 2 answers failed").endsWith(RULE);
        assertThat(filesOfReport()).isEqualTo(5);
    }

    @Test
    void terminate_measuring_reportsWhatWasMeasured() throws Exception {
        LoadTestProcess run = LoadTestProcess.terminate(
                TERMINATED, StreamedAnswers.class, folder, "Asking for", 2500, "-Dclients=4 -Dcycles=1000 -Dwarmup=0");
        assertThat(run.printed())
                .contains("Stopping, and making a report of what was measured.\n")
                .containsPattern("\nINTERRUPTED: stopped after \\d+ of 4000 answers\n")
                .endsWith(RULE);
        assertThat(filesOfReport()).isEqualTo(5);
    }

    @Test
    void terminate_warmingUp_tellsOfTheWarmUp() throws Exception {
        LoadTestProcess run = LoadTestProcess.terminate(
                TERMINATED, StreamedAnswers.class, folder, "Warming up", 2500, "-Dclients=4 -Dwarmup=60");
        assertThat(run.printed())
                .contains("\nINTERRUPTED: stopped after 0 of 20 answers\n")
                .containsPattern("\nwarm-up, not counted +\\d+\\.\\d s, \\d+ answers, 0 failed\n")
                .endsWith(RULE);
    }

    @Test
    void terminate_searchingForTheCapacity_reportsTheStepsByThen() throws Exception {
        LoadTestProcess run = LoadTestProcess.terminate(
                TERMINATED,
                Capacity.class,
                folder,
                "step  2",
                100,
                "-Dclients=2 -Dlength=10 -Ddelay=0.01 -Dslo=failed<50% -Dbudget=60 -Dwarmup=0 -DmaxLateness=60");
        assertThat(run.printed())
                .containsPattern("\nINTERRUPTED: stopped; known by then: at least \\d+ answers at once; interrupted\n")
                .containsPattern("\n       4 .* held\n")
                .endsWith(RULE);
        var capacity = LoadTestProcess.summary(folder).path("capacity");
        assertThat(capacity.path("interrupted").asBoolean()).isTrue();
        assertThat(capacity.path("steps")).hasSizeGreaterThanOrEqualTo(2);
        assertThat(filesOfReport()).as("all files but Gatling's").isEqualTo(4);
    }

    @Test
    void run_duration_asksAgainUntilTheTimeIsOverAndLetsAnswersEnd() throws Exception {
        LoadTestProcess run = LoadTestProcess.run(
                0,
                StreamedAnswers.class,
                folder,
                "-Dduration=3 -Dclients=5 -Dlength=20 -Dwarmup=1 -Dramp=0 -DmaxLateness=60");
        assertThat(run.printed())
                .contains("Asking for answers of 20 words for 3 s by 5 users. [model=constant, target=embedded, http")
                .containsPattern("\n\\d+ answers are enough for p50 .*p99 1,000");
        var summary = LoadTestProcess.summary(folder);
        var passed = summary.at("/answers/passed").asInt();
        assertThat(passed).isGreaterThan(2 * 5);
        assertThat(summary.at("/answers/expected").asInt())
                .as("every answer that was begun ended")
                .isEqualTo(passed);
        assertThat(summary.at("/answers/failed").asInt()).isZero();
        assertThat(summary.at("/settings/duration").asDouble()).isEqualTo(3.0);
    }

    /** How many of index.html and the files summary.* there are. */
    private long filesOfReport() throws IOException {
        try (var files = Files.find(
                folder, 2, (path, attributes) -> path.getFileName().toString().matches("index.html|summary\\..*"))) {
            return files.count();
        }
    }
}
