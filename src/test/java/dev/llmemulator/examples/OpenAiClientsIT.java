package dev.llmemulator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.Emulator;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.NodeScript;
import dev.llmemulator.needs.ProcessRun;
import dev.llmemulator.needs.Program;
import dev.llmemulator.settings.EmulatorSettings;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The official OpenAI clients, unmodified, take the emulator for OpenAI's server. */
@Timeout(300)
class OpenAiClientsIT {
    private static final long INSTALL_LIMIT_S = 180;
    private static final long CHECK_LIMIT_S = 60;

    private static Emulator emulator;

    @BeforeAll
    static void startEmulator() {
        emulator = Emulator.start(EmulatorSettings.from(Map.of("PORT", "0", "CENTRIFUGO_HTTP_API_KEY", "unused")));
    }

    @AfterAll
    static void stopEmulator() {
        emulator.close();
    }

    @Test
    @Needs(Program.PYTHON)
    void pythonClient_everyEndpoint_streamsAnswersAndErrors() throws Exception {
        var here = Path.of("").toAbsolutePath();
        ProcessRun.of(here, INSTALL_LIMIT_S, Map.of(), "examples/fastapi/start", "--install")
                .printedBySuccess();
        var python = here.resolve("examples/fastapi/.venv/bin/python").toString();
        assertThat(ProcessRun.of(here, CHECK_LIMIT_S, environment(), python, "src/test/python/sdk_check.py")
                        .printedBySuccess())
                .contains("chat: ok", "responses: ok", "completions: ok", "errors: ok");
    }

    @Test
    @Needs(Program.NODE)
    void javaScriptClient_everyEndpoint_streamsAnswersAndErrors() throws Exception {
        assertThat(NodeScript.run("sdk-check.js", environment()))
                .contains("chat: ok", "responses: ok", "completions: ok", "errors: ok");
    }

    private static Map<String, String> environment() {
        return Map.of("OPENAI_BASE_URL", emulator.url() + "/v1", "OPENAI_API_KEY", "none", "NO_PROXY", "127.0.0.1");
    }
}
