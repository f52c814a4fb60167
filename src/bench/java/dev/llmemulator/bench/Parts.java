package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.access.LimitParts;
import dev.llmemulator.centrifugo.BatchParts;
import dev.llmemulator.pacing.ObserverParts;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures what the emulator does for each token, and for each question of a limited client, part by part, by JMH. */
public final class Parts {
    private static final TimeValue TURN = TimeValue.milliseconds(500);

    private Parts() {}

    public static void main(String... arguments) throws RunnerException {
        var options = new OptionsBuilder()
                .include(AnswerParts.class.getName())
                .include(BatchParts.class.getName())
                .include(ReadParts.class.getName())
                .include(TracedParts.class.getName())
                .include(LimitParts.class.getName())
                .include(ObserverParts.class.getName())
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .forks(2)
                .warmupIterations(4)
                .warmupTime(TURN)
                .measurementIterations(5)
                .measurementTime(TURN)
                .addProfiler(GCProfiler.class)
                // The emulator runs with both compilers.
                .jvmArgs("-Xmx512m")
                .verbosity(VerboseMode.SILENT)
                .build();
        var table = new Table("part", "ns a token (or question)", "99.9 % within ±", "bytes allocated a token");
        for (var result : new Runner(options).run()) {
            var time = result.getPrimaryResult();
            var bytes = result.getSecondaryResults().get("gc.alloc.rate.norm");
            var model = result.getParams().getParam("model");
            table.row(
                    model == null ? time.getLabel() : time.getLabel() + ", " + model,
                    cell("%.1f", time.getScore()),
                    cell("%.1f", time.getScoreError()),
                    bytes == null ? "" : cell("%.0f", bytes.getScore()));
        }
        table.print();
        Cluster.printMachine();
    }
}
