package dev.llmemulator.load.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmemulator.load.simulations.Idle;
import dev.llmemulator.load.simulations.Mixed;
import dev.llmemulator.load.simulations.SlowReaders;
import dev.llmemulator.load.simulations.Soak;
import dev.llmemulator.load.simulations.Spike;
import dev.llmemulator.load.simulations.TokenExpiry;
import io.gatling.javaapi.core.Simulation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each simulation of another shape as a run of its own, all at once, because most of their time is spent waiting. */
class ShapesRunTest {
    private static final long LIMIT_S = 240;

    private static final String EACH = "-Dwarmup=1 -DmaxLateness=60 -Dlength=10 -Ddelay=0.02 ";

    // On a busy machine the embedded emulator lags, and would refuse.
    private static final List<String> PATIENT = List.of("env", "MAX_LAG_SECONDS=60");

    @TempDir
    private Path folder = Path.of("");

    private record Run(String printed, int exitCode, JsonNode summary) {
        JsonNode number(String name) {
            return summary.at("/observation/numbers").path(name);
        }
    }

    @Test
    @Timeout(300)
    void runs_ofEachShape_tellWhatTheyFound() throws Exception {
        var spike = start(Spike.class, "-Drate=4 -Dduration=10 -DspikeSeconds=1 -DspikeFactor=10");
        var soak = start(Soak.class, "-Dclients=2 -Dduration=12 -DsampleEvery=1 -Dgrowth=100");
        var idle = start(Idle.class, "-Dclients=20 -Dduration=3");
        var mixed = start(Mixed.class, "-Dclients=6 -Dcycles=2 -Dmix=fast:1,brief:1 -Dleave=0.5 -Dthink=0.2 -Dseed=1");

        // A duration in which a token that lasts for 3 s expires, in answers that are long enough.
        var affected = "-Dclients=4 -Daffected=0.5 -Dduration=8 -Dlength=150 -Ddelay=0.04 ";
        var slow = start(SlowReaders.class, affected + "-Dstall=1");
        var expiring = start(TokenExpiry.class, affected + "-DtokenLifetime=3 -Drenewal=in_time");

        var spiked = spike.get();
        // On a busy machine it may not become calm in so short a time; then it must not pass.
        var calm = !spiked.number("calm_after_seconds").isNull();
        assertThat(spiked.exitCode).as(spiked.printed).isEqualTo(calm ? 0 : 1);
        assertThat(spiked.printed)
                .contains("10 times the users for 1 s: ", "\nusual  ", "\npeak  ", "\nrefused  ", "\ncalm  ");
        assertThat(spiked.summary.at("/answers/passed").asInt()).isEqualTo(76);
        assertThat(spiked.summary.at("/settings/spikeFactor").asInt()).isEqualTo(10);
        assertThat(spiked.number("most_answers_at_once").asInt()).isGreaterThan(1);

        var soaked = soak.get();
        assertThat(soaked.exitCode).as(soaked.printed).isZero();
        assertThat(soaked.printed).contains("nothing grew too much", "\nload test, memory, MB  ", " an hour, ");
        assertThat(soaked.summary.at("/observation/samples")).hasSizeBetween(8, 60);
        assertThat(soaked.summary
                        .at("/observation/samples/3")
                        .path("load test, files open")
                        .asDouble())
                .isGreaterThan(10);

        var silent = idle.get();
        assertThat(silent.exitCode).as(silent.printed).isZero();
        assertThat(silent.printed)
                .contains(
                        "20 users connect, and are silent for 3 s. [target=embedded",
                        "PASSED: 20 silent users, ",
                        "KB in use");
        assertThat(silent.number("own_live_kb_per_user").asDouble()).isBetween(0.1, 100_000.0);
        assertThat(silent.summary.path("tokens").asInt()).isZero();

        var read = slow.get();
        // On a busy machine the others may feel something, if not this.
        var calmly = read.printed.contains("others do not feel it") ? 1 : 0;
        assertThat(read.exitCode).as(read.printed).isEqualTo(calmly);
        assertThat(read.printed).contains("2 of the users read nothing for 1 s; ", "\nslow readers  ", "\nothers, ");
        assertThat(read.number("slow").asInt()).isBetween(2, 8);
        assertThat(read.summary.at("/endings/silent").asInt()).isZero();
        assertThat(read.summary.at("/settings/stall").asInt()).isEqualTo(1);

        var renewed = expiring.get();
        var felt = renewed.printed.contains("others do not feel it") ? 1 : 0;
        assertThat(renewed.exitCode).as(renewed.printed).isEqualTo(felt);
        assertThat(renewed.printed).contains("Tokens of 2 users lasted for 3 s, and expired at different times; ");
        assertThat(renewed.number("renewed_in_time").asInt()).isGreaterThan(2);
        assertThat(renewed.summary.at("/answers/failed").asInt()).isZero();

        var many = mixed.get();
        assertThat(many.exitCode).as(many.printed).isZero();
        assertThat(many.printed).contains("Users of 2 models; ", "\nmodel brief  ", "\nmodel fast  ");
        assertThat(many.number("fast_complete").asInt()
                        + many.number("fast_left").asInt()
                        + many.number("brief_complete").asInt()
                        + many.number("brief_left").asInt())
                .isEqualTo(12);
        assertThat(many.number("fast_left").asInt() + many.number("brief_left").asInt())
                .isPositive();
    }

    private CompletableFuture<Run> start(Class<? extends Simulation> simulation, String settings) throws Exception {
        var results = Files.createDirectories(folder.resolve(simulation.getSimpleName()));
        var all = new ArrayList<>(List.of((EACH + settings).split(" ", -1)));
        all.add("-Dsimulation=" + simulation.getSimpleName());
        var process = LoadTestProcess.start(PATIENT, simulation, results, all.toArray(String[]::new));
        return process.onExit()
                .orTimeout(LIMIT_S, TimeUnit.SECONDS)
                .whenComplete((ended, error) -> process.destroyForcibly())
                .thenApply(ended -> {
                    try {
                        return new Run(
                                Files.readString(LoadTestProcess.printed(results)),
                                ended.exitValue(),
                                LoadTestProcess.summary(results));
                    } catch (Exception e) {
                        throw new IllegalStateException("The run has no summary", e);
                    }
                });
    }
}
