package dev.llmemulator.bench;

import static dev.llmemulator.bench.Table.cell;

import dev.llmemulator.answer.Answer;
import dev.llmemulator.metrics.Metrics;
import dev.llmemulator.pacing.BatchWindow;
import dev.llmemulator.pacing.Outgoing;
import dev.llmemulator.pacing.Pacer;
import dev.llmemulator.pacing.PacerObserver;
import dev.llmemulator.pacing.PublishException;
import dev.llmemulator.pacing.Sink;
import dev.llmemulator.stream.AnswerEvent;
import dev.llmemulator.stream.AnswerResult;
import dev.llmemulator.stream.Answers;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Measures what the metrics cost a token: the same answers go through the same pacer into a sink that takes all, in turn with
 * and without them.
 */
public final class MetricsCost {
    private static final int ROUNDS = 20;
    private static final int ANSWERS = 400;
    private static final int WORDS = 1_000;
    private static final Duration DELAY = Duration.ofMillis(1);
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private MetricsCost() {}

    /** Takes everything at once. */
    private static final class Taker implements Sink<String> {
        @Override
        public List<String> nodes() {
            return List.of("one", "other");
        }

        @Override
        public String destination(AnswerEvent event) {
            return event.sessionId();
        }

        @Override
        public @Nullable PublishException[] send(int node, List<Outgoing<String>> batch) {
            return new @Nullable PublishException[batch.size()];
        }

        @Override
        public void close() {}
    }

    public static void main(String... arguments) throws Exception {
        var without = new double[ROUNDS];
        var with = new double[ROUNDS];
        run(PacerObserver.NONE);
        for (var round = 0; round < ROUNDS; round++) {
            without[round] = run(PacerObserver.NONE);
            try (var metrics = new Metrics("bench", "bench")) {
                with[round] = run(metrics.ofPublishing("run"));
            }
        }
        var table = new Table("metrics", "processor ns a token, mean", "least", "most");
        row(table, "off", without);
        row(table, "on", with);
        table.print();
        var differences = IntStream.range(0, ROUNDS)
                .mapToDouble(round -> with[round] - without[round])
                .toArray();
        var mean = Arrays.stream(differences).average().orElseThrow();
        var squares = Arrays.stream(differences)
                .map(each -> (each - mean) * (each - mean))
                .sum();
        System.out.printf(
                "On costs %.0f ns a token more, standard error %.0f. [rounds=%d, tokens=%d]%n",
                mean, Math.sqrt(squares / (ROUNDS - 1) / ROUNDS), ROUNDS, ANSWERS * WORDS);
        Cluster.printMachine();
    }

    private static void row(Table table, String name, double[] nanos) {
        var all = Arrays.stream(nanos).summaryStatistics();
        table.row(name, cell("%.0f", all.getAverage()), cell("%.0f", all.getMin()), cell("%.0f", all.getMax()));
    }

    /** Runs all answers and returns the processor time of a token in nanoseconds. */
    private static double run(PacerObserver observer) throws Exception {
        var window = BatchWindow.fixed(Duration.ofMillis(1));
        try (var pacer = new Pacer<>(new Taker(), 8, 200, window, LIMIT, LIMIT, observer);
                var answers = new Answers(pacer, LIMIT, ANSWERS, LIMIT)) {
            var beforeNs = cpuNs();
            var results = new ArrayList<CompletableFuture<AnswerResult>>();
            for (var i = 0; i < ANSWERS; i++) {
                results.add(answers.begin("s" + i, new Answer(WORDS, Duration.ZERO, DELAY, i))
                        .result());
            }
            CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                    .get();
            return (double) (cpuNs() - beforeNs) / (ANSWERS * WORDS);
        }
    }

    private static long cpuNs() {
        return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }
}
