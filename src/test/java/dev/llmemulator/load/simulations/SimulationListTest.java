package dev.llmemulator.load.simulations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.load.run.LoadTestProcess;
import dev.llmemulator.load.run.SimulationList;
import dev.llmemulator.load.settings.LoadOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the load test prints in place of running, in processes of their own, as Maven starts them. */
@Timeout(120)
class SimulationListTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void questions_areThoseOfTheSimulationsThatUsersMayRun() {
        assertThat(SimulationList.questions())
                .containsKeys("StreamedAnswers", "ArrivingUsers", "DropAndRecover", "Smoke")
                .doesNotContainKeys("LoadSimulation", "WarmUp", "SimulationList")
                .allSatisfy((name, question) -> {
                    assertThat(question).contains("?");
                    assertThat(Path.of("src/test/gatling/java/dev/llmemulator/load/simulations", name + ".java"))
                            .as("pom.xml finds the class of a short name by its file")
                            .exists();
                });
    }

    @Test
    void run_unknownName_listsTheSimulationsAndNothingElse() throws Exception {
        var run = LoadTestProcess.run(2, SimulationList.class, folder, "-Dsimulation=Nope");
        assertThat(run.printed())
                .startsWith("There is no simulation \"Nope\".\nSimulations, chosen by -Dsimulation=NAME:\n")
                .contains("  DropAndRecover   Is anything lost")
                .doesNotContain("Exception", "\tat ");
    }

    @Test
    void run_list_listsTheSimulations() throws Exception {
        var run = LoadTestProcess.run(0, SimulationList.class, folder, "-Dsimulation=list");
        assertThat(run.printed()).startsWith("Simulations, chosen by").contains("  Smoke            Does every");
    }

    @Test
    void run_help_printsAllSettingsAndRunsNothing() throws Exception {
        var run = LoadTestProcess.run(0, StreamedAnswers.class, folder, "-Dhelp=true -Dclients=0");
        assertThat(run.printed())
                .startsWith("Usage: mvn gatling:test")
                .contains(LoadOptions.list().stream()
                        .map(setting -> setting.name())
                        // A secret without a flag is told by the page of settings alone.
                        .filter(name -> name.startsWith("-D"))
                        .toList())
                .contains("  StreamedAnswers  Do all users")
                .doesNotContain("Asking for");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("printed.txt"));
        }
    }

    @Test
    void run_misspeltSetting_stopsWithOneLine() throws Exception {
        var run = LoadTestProcess.run(2, StreamedAnswers.class, folder, "-Dclinets=3");
        assertThat(run.printed()).isEqualTo("Setting -Dclinets is unknown; did you mean -Dclients?\n");
    }
}
