package dev.llmemulator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.target.ProfileFile;
import dev.llmemulator.needs.ProcessRun;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the examples say before any of them runs. */
class ExamplesTest {
    private static final Path EXAMPLES = Path.of("examples").toAbsolutePath();
    private static final long LIMIT_S = 30;

    @ParameterizedTest
    @ValueSource(strings = {"fastapi", "node", "ask-first"})
    @EnabledOnOs(OS.LINUX)
    void start_askedForHelp_onlyHelps(String name) throws Exception {
        assertThat(start(name, "--help").printedBySuccess())
                .startsWith("Usage: examples/" + name + "/start")
                .contains("CENTRIFUGO_HTTP_API_KEY");
        assertThat(start(name, "--loud").exitCode()).isOne();
    }

    private static ProcessRun start(String name, String argument) throws Exception {
        return ProcessRun.of(
                EXAMPLES,
                LIMIT_S,
                Map.of(),
                EXAMPLES.resolve(name).resolve("start").toString(),
                argument);
    }

    @ParameterizedTest
    @CsvSource({"fastapi, 8201", "node, 8202", "ask-first, 8203"})
    void profile_ofEachExample_isValidAndAimsAtIt(String name, int port) throws Exception {
        var file = EXAMPLES.resolve(name).resolve("profile.conf");

        assertThat(ProfileFile.read(file.toString(), variable -> "secret-of-thirty-two-bytes-000000")
                        .httpUrl())
                .hasToString("http://127.0.0.1:" + port);
        assertThat(Files.readString(EXAMPLES.resolve(name).resolve("start"))).contains("settle_backend " + port);
    }

    @Test
    void requirements_ofPython_areExact() throws Exception {
        assertThat(Files.readAllLines(EXAMPLES.resolve("fastapi/requirements.txt")))
                .allMatch(line -> line.matches("#.*|[\\w.-]+==[\\w.]+"));
    }
}
