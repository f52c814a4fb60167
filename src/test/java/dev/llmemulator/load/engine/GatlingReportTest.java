package dev.llmemulator.load.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Fails if Gatling reads its arguments in another way, or has another default: then a run does not find its own report. */
class GatlingReportTest {
    @Test
    void root_arguments_isWhatTheyNameOrTheDefault() {
        assertThat(GatlingReport.of(List.of("-s", "a.B", "-rf", "/somewhere/with space"))
                        .root())
                .isEqualTo(Path.of("/somewhere/with space"));
        assertThat(GatlingReport.of(List.of("-s", "a.B")).root()).isEqualTo(Path.of("target", "gatling"));
    }
}
