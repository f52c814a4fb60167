package dev.llmemulator.centrifugo;

import dev.llmemulator.stream.AnswerFeeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** What a batch of 100 publications costs for each of them, but for the network. */
@State(Scope.Thread)
public class BatchParts {
    private static final int PUBLICATIONS = 100;

    private final List<Outgoing> batch =
            AnswerFeeds.fresh(PUBLICATIONS).stream().map(Outgoing::new).toList();
    private final byte[] reply = IntStream.range(0, PUBLICATIONS)
            .mapToObj(i -> "{\"publish\":{\"offset\":%d,\"epoch\":\"uUnVEDjQ\"}}".formatted(1 + i))
            .collect(Collectors.joining(",", "{\"replies\":[", "]}"))
            .getBytes(StandardCharsets.UTF_8);

    @Benchmark
    @OperationsPerInvocation(PUBLICATIONS)
    public Object encodeInBatch() throws IOException {
        return new BatchBody(batch, System.nanoTime());
    }

    @Benchmark
    @OperationsPerInvocation(PUBLICATIONS)
    public @Nullable Object[] readBatchReply() throws IOException, PublishException {
        return BatchReply.read(new ByteArrayInputStream(reply), PUBLICATIONS);
    }
}
