package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.NativeCluster;
import dev.llmemulator.bench.system.Network;
import dev.llmemulator.load.client.UserJwts;
import dev.llmemulator.load.measure.EpochClock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Many users' WebSockets, each subscribed to the channel of its session. */
public final class Readers implements AutoCloseable {
    private static final String PATH = "/connection/websocket";
    private static final int MAX_FRAME_BYTES = 1 << 20;
    private static final int LIMIT_SECONDS = 20;

    private final Network network;
    private final NativeCluster cluster;
    private final List<String> sessions;
    private final List<ChannelReader> readers = new ArrayList<>();
    private final List<Channel> connections = new ArrayList<>();

    private Readers(Network network, NativeCluster cluster, List<String> sessions) {
        this.network = network;
        this.cluster = cluster;
        this.sessions = sessions;
    }

    /**
     * Returns when all are subscribed.
     *
     * @param events who hears of what arrives for a session
     */
    public static Readers open(
            Network network,
            NativeCluster cluster,
            EpochClock clock,
            List<String> sessions,
            Function<String, ? extends ReaderEvents> events)
            throws InterruptedException, IOException {
        var all = new Readers(network, cluster, sessions);
        var jwts = new UserJwts(cluster.hmacSecret());
        var subscribed = new CountDownLatch(sessions.size());
        for (var session : sessions) {
            var reader = new ChannelReader(
                    session, Sessions.channel(session), jwts, clock, events.apply(session), subscribed::countDown);
            all.readers.add(reader);
            all.connections.add(network.connect(cluster.webSocket(), () -> handlers(cluster, reader))
                    .sync()
                    .channel());
        }
        if (!subscribed.await(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            all.close();
            throw new IllegalStateException("%d of %d readers were not subscribed after %d s"
                    .formatted(subscribed.getCount(), sessions.size(), LIMIT_SECONDS));
        }
        return all;
    }

    private static List<ChannelHandler> handlers(NativeCluster cluster, ChannelReader reader) {
        var address = cluster.webSocket();
        var config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri("ws://%s:%d%s".formatted(address.getHostString(), address.getPort(), PATH))
                .generateOriginHeader(false)
                .maxFramePayloadLength(MAX_FRAME_BYTES)
                // The reader finds what is not as expected, whatever its bytes.
                .withUTF8Validator(false)
                .build();
        return List.of(
                new HttpClientCodec(),
                new HttpObjectAggregator(MAX_FRAME_BYTES),
                new WebSocketClientProtocolHandler(config),
                reader);
    }

    /** Closes the connections, and forgets the sessions. */
    @Override
    public void close() throws IOException {
        network.run(() -> readers.forEach(ChannelReader::leave));
        connections.stream()
                .map(Channel::close)
                .toList()
                .forEach(closed -> closed.awaitUninterruptibly(2, TimeUnit.SECONDS));
        Sessions.forget(sessions, cluster);
    }
}
