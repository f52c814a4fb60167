package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.Network;
import dev.llmemulator.bench.system.Target;
import dev.llmemulator.load.client.UserJwts;
import dev.llmemulator.load.measure.EpochClock;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolConfig;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
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
    private final List<Reader> readers = new ArrayList<>();
    private final List<Channel> connections = new ArrayList<>();

    private Readers(Network network) {
        this.network = network;
    }

    /** The channel of a session. */
    public static String channel(String session) {
        return "session:" + session;
    }

    /**
     * Returns when all are subscribed.
     *
     * @param arrivals where what arrives for a session goes
     */
    public static Readers open(
            Network network,
            Target target,
            EpochClock clock,
            List<String> sessions,
            Function<String, ? extends Arrivals> arrivals)
            throws InterruptedException {
        var all = new Readers(network);
        var tokens = new UserJwts(target.tokenSecret());
        var scan = new PublicationScan();
        var subscribed = new CountDownLatch(sessions.size());
        for (var session : sessions) {
            var reader =
                    new Reader(session, channel(session), tokens, scan, clock, arrivals.apply(session), subscribed);
            all.readers.add(reader);
            all.connections.add(network.connect(target.webSocket(), () -> handlers(target, reader))
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

    private static List<ChannelHandler> handlers(Target target, Reader reader) {
        var address = target.webSocket();
        var config = WebSocketClientProtocolConfig.newBuilder()
                .webSocketUri("ws://%s:%d%s".formatted(address.getHostString(), address.getPort(), PATH))
                .generateOriginHeader(false)
                .maxFramePayloadLength(MAX_FRAME_BYTES)
                // The scan finds what is not as expected, whatever its bytes.
                .withUTF8Validator(false)
                .build();
        return List.of(
                new HttpClientCodec(),
                new HttpObjectAggregator(MAX_FRAME_BYTES),
                new WebSocketClientProtocolHandler(config),
                reader);
    }

    @Override
    public void close() {
        network.run(() -> readers.forEach(Reader::leave));
        connections.stream()
                .map(Channel::close)
                .toList()
                .forEach(closed -> closed.awaitUninterruptibly(2, TimeUnit.SECONDS));
    }
}
