package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.settings.EmulatorOptions;
import dev.llmemulator.settings.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine line =
            Main.commandLine().setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));

    @Test
    void serveHelp_anySetting_showsItsNamesDefaultAndBounds() {
        assertThat(line.execute("serve", "--help")).isZero();

        var help = words(out);
        assertThat(EmulatorOptions.list()).allSatisfy(setting -> {
            assertThat(help).contains(setting.names());
            assertThat(help).contains(words(setting.meaning()));
        });
        assertThat(help)
                .contains("--port=N The TCP port to listen on; 0 takes any free one. A whole number from 0 to 65535."
                        + " Default: 8001. Environment: PORT.")
                .contains("Default: http://127.0.0.1:8100,http://127.0.0.1:8200.");
    }

    @Test
    void serveHelp_key_isNoFlag() {
        var serve = Objects.requireNonNull(line.getSubcommands().get("serve"));
        assertThat(serve.getCommandSpec().optionsMap().keySet())
                .containsAll(EmulatorOptions.list().stream()
                        .map(Setting::name)
                        .filter(name -> name.startsWith("--"))
                        .toList())
                .noneMatch(name -> name.contains("key"));
    }

    @Test
    void embeddedHelp_leavesOutWhatTheStackDecides() {
        assertThat(line.execute("embedded", "--help")).isZero();

        assertThat(words(out))
                .contains("--port=N", "Default: 0. Environment: PORT.", "--max-answers=N")
                .doesNotContain("--host", "--api-urls", "CENTRIFUGO_HTTP_API_KEY");
    }

    @Test
    void serve_flagOutOfBounds_stopsWithOneLineThatNamesTheFlag() {
        assertThat(line.execute("serve", "--port", "99999")).isEqualTo(2);

        assertThat(err)
                .hasToString("Setting --port has the value \"99999\", but must be a whole number from 0 to 65535."
                        + System.lineSeparator());
    }

    @Test
    void serve_whereDigitsAreOthers_printsThoseOfASCII() throws Exception {
        var emulator = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Duser.language=ar",
                "-Duser.country=EG",
                "-Dfile.encoding=US-ASCII",
                Main.class.getName(),
                "serve",
                "--port=99999");
        emulator.environment().put("CLASSPATH", System.getProperty("java.class.path"));
        var process = emulator.redirectErrorStream(true).start();
        assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo("Setting --port has the value \"99999\", but must be a whole number from 0 to 65535."
                        + System.lineSeparator());
    }

    private static String words(Object text) {
        return text.toString().replaceAll("\\s+", " ");
    }
}
