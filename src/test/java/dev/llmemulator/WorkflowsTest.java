package dev.llmemulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the workflows of GitHub may do, and whose code they run. */
class WorkflowsTest {
    @ParameterizedTest
    @ValueSource(strings = {"ci", "nightly"})
    void workflow_runsActionsByCommitAndAsNobodyOfImportance(String name) throws IOException {
        var lines = Files.readAllLines(Path.of(".github/workflows", name + ".yml"));

        // Whoever takes over an action can move a tag, and not a commit.
        assertThat(lines)
                .filteredOn(line -> line.contains("uses:"))
                .isNotEmpty()
                .allMatch(line -> line.matches(".*uses: [\\w/-]+@[0-9a-f]{40} # v[0-9.]+"));
        var text = String.join("\n", lines);
        assertThat(text)
                .contains("\npermissions:\n  contents: read\n")
                .doesNotContain("sudo", "pull_request_target", "secrets.", ": write");
        assertThat(text.split("uses: actions/checkout@", -1))
                .hasSameSizeAs(text.split("persist-credentials: false", -1));
    }
}
