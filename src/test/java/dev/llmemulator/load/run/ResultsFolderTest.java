package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultsFolderTest {
    @TempDir
    private Path root = Path.of("");

    @Test
    void find_severalRuns_isTheFirstThatBeganInTime() throws IOException {
        make(
                "streamedanswers-20260101000000000",
                "streamedanswers-20260101000000002",
                "streamedanswers-20260101000000005",
                "streamedanswers-x",
                "smoke-20260101000000009");
        assertThat(ResultsFolder.find(root, "StreamedAnswers", "20260101000000001"))
                .isEqualTo(root.resolve("streamedanswers-20260101000000002"));
        assertThat(ResultsFolder.find(root, "StreamedAnswers", "20260101000000006"))
                .isNull();
    }

    @Test
    void find_noRoot_isNothing() {
        assertThat(ResultsFolder.find(root.resolve("absent"), "Smoke", "")).isNull();
    }

    private void make(String... names) throws IOException {
        for (String name : names) {
            Files.createDirectory(root.resolve(name));
        }
    }
}
