package dev.llmemulator.load.settings;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmemulator.needs.Needs;
import dev.llmemulator.needs.ProcessRun;
import dev.llmemulator.needs.Program;
import dev.llmemulator.settings.InvalidSettingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The three readers of {@code .env}, the load test, the scripts and Docker Compose, find the same in it. */
class DotEnvTest {
    private static final String ALL_FORMS = """
            \uFEFFT_FIRST=1
            T_PLAIN=plain
            T_CRLF=windows\r
            T_COMMENT=value # comment
            T_COMMENT_CRLF=value # comment\r
            T_NO_COMMENT=value#part
            T_TAB=value\t# part
            T_ONLY_COMMENT= # part
            T_DOUBLE="two # words" # comment
            T_DOUBLE_CRLF="windows"\r
            T_SINGLE='$HOME is text'# comment
            T_SPACES="  kept  "
            export T_EXPORT=value
            export\tT_EXPORT_TAB=value
            \t T_INDENTED = value \t
            T_EQUALS=a=b==
            T_EMPTY=
            T_EMPTY_CRLF=\r
            T_EMPTY_QUOTED=""
            T_BACKSLASH=a\\b
            T_APOSTROPHE=it's
            T_LETTERS=Gr\u00FC\u00DFe
            T_TWICE=first
            T_TWICE=last

            # T_NONE=1
              # T_NONE=2
            # T_NONE=3\r
            \r
            T_NO_NEWLINE=end""";

    private static final long LIMIT_S = 30;

    @TempDir
    private Path checkout = Path.of("");

    @Test
    void parse_allForms_areUnderstood() {
        var values = DotEnv.parse(ALL_FORMS);
        assertThat(values)
                .hasSize(24)
                .containsEntry("T_FIRST", "1")
                .containsEntry("T_COMMENT_CRLF", "value")
                .containsEntry("T_DOUBLE", "two # words")
                .containsEntry("T_SINGLE", "$HOME is text")
                .containsEntry("T_INDENTED", "value")
                .containsEntry("T_TWICE", "last")
                .containsEntry("T_NO_NEWLINE", "end");
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void scripts_allForms_findTheSame() throws Exception {
        assertThat(found(exportedByTheScripts(ALL_FORMS)))
                .containsExactlyInAnyOrderElementsOf(lines(DotEnv.parse(ALL_FORMS)));
    }

    @Test
    @Needs(Program.COMPOSE)
    void compose_allForms_findsTheSame() throws Exception {
        Files.writeString(checkout.resolve(".env"), ALL_FORMS);
        Files.writeString(checkout.resolve("compose.yml"), "services: {any: {image: any}}");
        assertThat(found(ProcessRun.of(checkout, LIMIT_S, Map.of(), "docker", "compose", "config", "--environment")))
                .containsExactlyInAnyOrderElementsOf(lines(DotEnv.parse(ALL_FORMS)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NAME",
                "NAME: value",
                "two names=value",
                "1NAME=value",
                "NAME=value\u00A0",
                "NAME=\"unclosed",
                "NAME='unclosed",
                "NAME=\"a\" b",
                "NAME=\"a\\tb\"",
                "NAME='a\\'b'",
                "NAME=$HOME",
                "NAME=\"$HOME\"",
            })
    @DisabledOnOs(OS.WINDOWS)
    void line_thatComposeCouldTakeForSomethingElse_isRefusedByBoth(String line) throws Exception {
        var text = "GOOD=1\r\n" + line + "\n";
        assertThatThrownBy(() -> DotEnv.parse(text))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("Line 2 of .env");
        var scripts = exportedByTheScripts(text);
        assertThat(scripts.exitCode()).isEqualTo(1);
        assertThat(scripts.printed()).startsWith("ERROR: line 2 of .env").doesNotContain("GOOD=1");
    }

    /** The environment that {@code bin/lib.sh} makes of the file. */
    private ProcessRun exportedByTheScripts(String text) throws IOException, InterruptedException {
        Files.writeString(checkout.resolve(".env"), text);
        Files.copy(
                Path.of("bin/lib.sh"),
                Files.createDirectory(checkout.resolve("bin")).resolve("lib.sh"));
        return ProcessRun.of(checkout, LIMIT_S, Map.of(), "bash", "-c", "source bin/lib.sh; load_env; env");
    }

    /** The lines of ours, a carriage return at their end included. */
    private static Stream<String> found(ProcessRun run) {
        return Stream.of(run.printedBySuccess().split("\n", -1)).filter(line -> line.startsWith("T_"));
    }

    private static Iterable<String> lines(Map<String, String> values) {
        return values.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, each -> each.getKey() + "=" + each.getValue()))
                .values();
    }
}
