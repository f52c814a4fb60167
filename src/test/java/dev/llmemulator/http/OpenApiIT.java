package dev.llmemulator.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.EmbeddedStack;
import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.ProcessRun;
import dev.llmemulator.needs.Program;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Schemathesis sends what {@code /openapi.json} allows and what it forbids, and holds each reply against it. */
@Timeout(300)
class OpenApiIT {
    private static final Path SCRIPTS = Path.of("src", "test", "python");
    private static final Path ENVIRONMENT = Path.of("target", "schemathesis").toAbsolutePath();
    private static final long INSTALL_LIMIT_S = 180;
    private static final long RUN_LIMIT_S = 300;

    @Test
    @Needs(Program.PYTHON)
    void replies_toHundredsOfRequests_areAsTheDocumentSays() throws Exception {
        install();
        try (var stack = EmbeddedStack.start(Map.of("RESPONSE_LENGTH_WORDS", "5", "TOKEN_DELAY_SECONDS", "0"))) {
            var run = ProcessRun.of(
                    SCRIPTS,
                    RUN_LIMIT_S,
                    Map.of("SCHEMATHESIS_HOOKS", "openapi_hooks.py", "PYTHONPATH", ".", "NO_PROXY", "127.0.0.1"),
                    ENVIRONMENT.resolve("bin/schemathesis").toString(),
                    "--config-file",
                    "schemathesis.toml",
                    "run",
                    stack.httpUrl() + OpenApiHandler.PATH,
                    "--phases=examples,coverage,fuzzing",
                    "--max-examples=8",
                    "--generation-deterministic",
                    "--no-color");

            assertThat(run.printedBySuccess()).containsPattern("(?m)^ *([0-9]{3,}) generated, \\1 passed$");
        }
    }

    private static void install() throws Exception {
        if (Files.exists(ENVIRONMENT.resolve("bin/schemathesis"))) {
            return;
        }
        ProcessRun.of(SCRIPTS, INSTALL_LIMIT_S, Map.of(), "python3", "-m", "venv", ENVIRONMENT.toString())
                .printedBySuccess();
        ProcessRun.of(
                        SCRIPTS,
                        INSTALL_LIMIT_S,
                        Map.of(),
                        ENVIRONMENT.resolve("bin/pip").toString(),
                        "install",
                        "--quiet",
                        "--disable-pip-version-check",
                        "schemathesis==4.32.5")
                .printedBySuccess();
    }
}
