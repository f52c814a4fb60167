package dev.llmemulator.pacing;

import dev.llmemulator.metrics.Metrics;
import dev.llmemulator.stream.AnswerFeeds;
import dev.llmemulator.stream.PublishState;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** All that the metrics take of a token in a batch: measuring its lateness, and recording the batch. */
@State(Scope.Benchmark)
public class ObserverParts {
    private static final int SMALL = 2;
    private static final int TOKENS = 25;

    private final Metrics metrics = new Metrics("bench", "bench");
    private final PacerObserver observer = metrics.ofPublishing("run");
    private final List<Outgoing<String>> batch = AnswerFeeds.fresh(TOKENS).stream()
            .map(feed -> new Outgoing<>(feed, ""))
            .toList();

    public ObserverParts() {
        observer.starts(List.of("one", "other"), () -> new PublishState(Duration.ZERO, Duration.ZERO, 0, 0));
    }

    @TearDown
    public void close() {
        metrics.close();
    }

    private void record(int tokens) {
        var sentNs = System.nanoTime();
        var lateness = new Lateness(tokens, sentNs);
        for (var i = 0; i < tokens; i++) {
            lateness.add(batch.get(i), 1);
        }
        observer.sent(0, tokens, TimeUnit.MILLISECONDS.toNanos(2), true);
        lateness.tell(observer);
    }

    @Benchmark
    @OperationsPerInvocation(TOKENS)
    public void recordInBatch() {
        record(TOKENS);
    }

    @Benchmark
    @OperationsPerInvocation(SMALL)
    public void recordInBatchOfTwo() {
        record(SMALL);
    }
}
