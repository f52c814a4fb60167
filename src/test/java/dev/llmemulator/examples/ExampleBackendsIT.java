package dev.llmemulator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.Emulator;
import dev.llmemulator.contract.CentrifugoContainer;
import dev.llmemulator.contract.ServerUnderTest;
import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.simulations.StreamedAnswers;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.Program;
import dev.llmemulator.settings.EmulatorSettings;
import dev.llmemulator.standin.ServerLimits;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The load test in front of backends that are not ours, with nothing but a profile of each: the emulator is their LLM,
 * and they publish to the real Centrifugo.
 */
@Timeout(300)
@Needs({Program.DOCKER, Program.NODE, Program.PYTHON})
class ExampleBackendsIT {
    private static ServerUnderTest centrifugo;
    private static Emulator emulator;

    @TempDir
    private Path folder = Path.of("");

    @BeforeAll
    static void startServers() {
        centrifugo = CentrifugoContainer.start(ServerLimits.defaults());
        emulator = Emulator.start(EmulatorSettings.from(Map.of("PORT", "0", "CENTRIFUGO_HTTP_API_KEY", "unused")));
    }

    @AfterAll
    static void stopServers() {
        emulator.close();
        centrifugo.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"fastapi", "node", "ask-first"})
    void backend_ofEachKind_passesWithEveryTokenProved(String name) throws Exception {
        try (var backend = ExampleBackend.start(name, folder, environment(""))) {
            var run = load(0, backend, "-Dclients=3 -Dcycles=2 -Dlength=20 -Ddelay=0.05 -Dttft=0.1");

            assertThat(run.printed())
                    .contains("\nPASSED: 6 answers, 120 tokens, 0 violations, 0 errors\n")
                    .containsPattern("\nproved +each token of the LLM once, in order, unaltered")
                    .containsPattern("\n +time from LLM to browser\n")
                    .containsPattern("\nLLM to browser \\(sent to received\\) +120 ");
        }
    }

    @ParameterizedTest
    @CsvSource({"drop, lost token", "swap, reordered token", "foreign, foreign session", "trim, white space altered"})
    void backend_brokenOnPurpose_failsByTheNameOfItsMistake(String mistake, String named) throws Exception {
        try (var backend = ExampleBackend.start("fastapi", folder, environment(mistake))) {
            var run = load(2, backend, "-Dclients=2 -Dcycles=1 -Dlength=10 -Ddelay=0.05");

            assertThat(run.printed())
                    .contains("\nFAILED: 2 of 2 answers failed")
                    .containsPattern("\nintegrity violations +2 x " + named + "\n");
        }
    }

    private LoadTestProcess load(int exitCode, ExampleBackend backend, String settings) throws Exception {
        return LoadTestProcess.runWith(
                Map.of("CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY", CentrifugoContainer.TOKEN_HMAC_SECRET),
                exitCode,
                StreamedAnswers.class,
                folder,
                settings,
                "-Dwarmup=0 -DmaxLateness=60",
                "-Dprofile=" + backend.profile(),
                "-Dhttp_url=" + backend.url(),
                "-Dws_url=" + centrifugo.webSocketUrl());
    }

    private static Map<String, String> environment(String mistake) {
        return Map.of(
                "OPENAI_BASE_URL",
                emulator.url() + "/v1",
                "CENTRIFUGO_API_URL",
                centrifugo.apiUrl() + "/api",
                "CENTRIFUGO_HTTP_API_KEY",
                CentrifugoContainer.API_KEY,
                "CENTRIFUGO_CLIENT_TOKEN_HMAC_SECRET_KEY",
                CentrifugoContainer.TOKEN_HMAC_SECRET,
                "BREAK",
                mistake);
    }
}
