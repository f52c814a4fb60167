package dev.llmemulator.load.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmemulator.Waiting;
import dev.llmemulator.load.measure.EpochClock;
import dev.llmemulator.load.measure.Measurements;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
@EnabledOnOs(OS.LINUX)
class FaultRunnerTest {
    private final EpochClock clock = new EpochClock();
    private final Measurements measurements = new Measurements();

    @TempDir
    private Path folder = Path.of("");

    @Test
    void faults_areCausedAtTheirTimes_fromTheFirstUserOn() throws Exception {
        var runner = start(
                "echo \"$*\" >>" + folder + "/told", "at 0.3 s: start redis\nat 0.1 s: delay centrifugo-redis 200");
        assertThat(runner.caused())
                .allSatisfy(each -> assertThat(each.beganSeconds()).isNull());

        measurements.answerStarted(clock.nowUs());
        Waiting.until("both", () -> runner.caused().stream().allMatch(CausedFault::isCarriedOut));
        runner.close();

        assertThat(folder.resolve("told")).hasContent("delay centrifugo-redis 200\nstart redis");
        assertThat(runner.caused()).allSatisfy(each -> {
            assertThat(each.beganSeconds()).isGreaterThanOrEqualTo(each.atSeconds());
            assertThat(each.endedSeconds()).isGreaterThanOrEqualTo(each.beganSeconds());
        });
    }

    @Test
    void script_fails_isTold() throws Exception {
        var runner = start("echo 'ERROR: no such part'; exit 3", "at 0 s: kill redis");
        measurements.answerStarted(clock.nowUs());
        Waiting.until("the script", () -> runner.caused().get(0).endedSeconds() != null);
        runner.close();

        assertThat(runner.caused().get(0).trouble()).isEqualTo("it failed with exit code 3: ERROR: no such part");
    }

    @Test
    void script_isMissing_isTold() {
        var runner = FaultRunner.start(
                FaultPlan.parse("mine", "at 0 s: kill redis"), folder.resolve("none"), measurements, clock);
        measurements.answerStarted(clock.nowUs());
        Waiting.until("the attempt", () -> runner.caused().get(0).endedSeconds() != null);
        runner.close();

        assertThat(runner.caused().get(0).trouble()).startsWith("it cannot be started: ");
    }

    @Test
    void runEnds_whatHasBegunIsFinished_andTheRestIsNotCaused() throws Exception {
        var runner = start("sleep 0.5; echo done >" + folder + "/told", "at 0 s: restart redis\nat 60 s: kill redis");
        measurements.answerStarted(clock.nowUs());
        Waiting.until("the first", () -> runner.caused().get(0).beganSeconds() != null);
        runner.close();

        assertThat(folder.resolve("told")).hasContent("done");
        assertThat(runner.caused()).extracting(CausedFault::trouble).containsExactly("", "the run ended before");
    }

    private FaultRunner start(String script, String plan) throws IOException {
        var file = folder.resolve("fault");
        Files.writeString(file, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return FaultRunner.start(FaultPlan.parse("mine", plan), file, measurements, clock);
    }
}
