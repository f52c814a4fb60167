package dev.llmemulator.bench.cluster;

import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Many users' WebSockets, each subscribed to the channel of its session. */
public final class Readers implements AutoCloseable {
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final NativeCluster cluster;
    private final List<? extends ChannelReader> readers;
    private final List<Channel> connections = new ArrayList<>();

    /** Connects the readers, and returns when all are subscribed. */
    public Readers(NativeCluster cluster, List<? extends ChannelReader> readers)
            throws InterruptedException, IOException {
        this.cluster = cluster;
        this.readers = readers;
        for (var reader : readers) {
            connect(reader);
        }
        cluster.network().await(LIMIT, () -> readers.stream().allMatch(ChannelReader::isSubscribed));
        var subscribed = cluster.network()
                .call(() -> readers.stream().filter(ChannelReader::isSubscribed).count());
        if (subscribed < readers.size()) {
            close();
            throw new IllegalStateException("%d of %d readers were not subscribed after %d s"
                    .formatted(readers.size() - subscribed, readers.size(), LIMIT.toSeconds()));
        }
    }

    private void connect(ChannelReader reader) throws InterruptedException {
        var address = NativeCluster.WEB_SOCKET;
        var config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri("ws://%s:%d/connection/websocket".formatted(address.getHostString(), address.getPort()))
                .generateOriginHeader(false)
                .maxFramePayloadLength(MAX_FRAME_BYTES)
                // The reader finds what is not as expected, whatever its bytes.
                .withUTF8Validator(false)
                .build();
        var connected = cluster.network()
                .connect(
                        address,
                        new HttpClientCodec(),
                        new HttpObjectAggregator(MAX_FRAME_BYTES),
                        new WebSocketClientProtocolHandler(config),
                        reader);
        connections.add(connected.sync().channel());
    }

    /** Closes the connections, and forgets the sessions. */
    @Override
    public void close() throws IOException {
        cluster.network()
                .run(() -> connections.stream().filter(Channel::isActive).forEach(connection -> {
                    // A reader counts an end that it did not wish for as a violation.
                    connection.pipeline().removeLast();
                    var unused = connection.close();
                }));
        cluster.forget(
                readers.stream().flatMap(reader -> reader.sessions().stream()).toList());
    }
}
