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
import java.util.HashMap;
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
}
