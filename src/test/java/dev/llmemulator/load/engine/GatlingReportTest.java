package dev.llmemulator.load.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.app.Gatling;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GatlingReportTest {
    /** Prints where the reports of its process go. */
    public static void main(String... arguments) {
        System.out.println(GatlingReport.ofThisProcess().root());
    }

    @Test
    void root_ofAProcessWithALongCommandLine_isTheOneThatItWasTold() throws Exception {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path") + ":" + "x".repeat(5_000),
                        GatlingReportTest.class.getName(),
                        Gatling.class.getName(),
                        "-s",
                        "Any",
                        "-rf",
                        "a folder")
                .start();

        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("a folder\n");
    }
}
