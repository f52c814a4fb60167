package dev.llmemulator.centrifugo;

import dev.llmemulator.pacing.Outgoing;
import dev.llmemulator.pacing.PublishException;
import dev.llmemulator.publication.PublicationFormat;
import dev.llmemulator.publication.WireFormat;
import dev.llmemulator.stream.AnswerFeeds;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The cost of one publication in a batch of 100, without the network. */
@State(Scope.Thread)
public class BatchParts {
    private static final int PUBLICATIONS = 100;

    private final PublicationFormat format = new WireFormat();
    private final List<Outgoing<ChannelAddress>> batch = AnswerFeeds.fresh(PUBLICATIONS).stream()
            .map(feed -> new Outgoing<>(feed, ChannelAddress.of(feed.event())))
            .toList();
    private final byte[] reply = IntStream.range(0, PUBLICATIONS)
            .mapToObj(i -> "{\"publish\":{\"offset\":%d,\"epoch\":\"uUnVEDjQ\"}}".formatted(1 + i))
            .collect(Collectors.joining(",", "{\"replies\":[", "]}"))
            .getBytes(StandardCharsets.UTF_8);

    @Benchmark
    @OperationsPerInvocation(PUBLICATIONS)
    public Object encodeInBatch() throws IOException {
        return new BatchBody(batch, format, System.nanoTime());
    }

    @Benchmark
    @OperationsPerInvocation(PUBLICATIONS)
    public Object readBatchReply() throws IOException, PublishException {
        return new BatchReply(new ByteArrayInputStream(reply), PUBLICATIONS);
    }
}
