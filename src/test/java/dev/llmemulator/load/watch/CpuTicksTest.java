package dev.llmemulator.load.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CpuTicksTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void parse_firstLine_tellsWorkFromWaitingAndFromTheft() {
        assertThat(CpuTicks.parse("cpu  100 20 30 4000 500 6 7 80 9 1")).isEqualTo(new CpuTicks(163, 80, 4743));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cpu", "cpu 1 2 3 4 5 6 7", "cpu0 1 2 3 4 5 6 7 8", "intr 1 2 3 4 5 6 7 8"})
    void parse_anotherLine_isNull(String line) {
        assertThat(CpuTicks.parse(line)).isNull();
    }

    @Test
    void read_file_takesItsFirstLine() throws Exception {
        Path stat = Files.writeString(folder.resolve("stat"), "cpu  1 0 0 2 0 0 0 3 0 0\ncpu0 9 9 9 9 9 9 9 9 0 0\n");
        assertThat(CpuTicks.read(stat)).isEqualTo(new CpuTicks(1, 3, 6));
    }

    @Test
    void read_noSuchFile_isNull() {
        assertThat(CpuTicks.read(folder.resolve("absent"))).isNull();
    }
}
