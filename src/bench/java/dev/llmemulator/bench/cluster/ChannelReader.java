package dev.llmemulator.bench.cluster;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.client.FrameListener;
import dev.llmemulator.load.client.FrameReader;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.client.StreamRecord;
import dev.llmemulator.load.client.UserJwts;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One user's WebSocket: connects, subscribes to the channel of a fresh session, answers pings and reads one answer after
 * the other, there or in another session. Only the network's thread may touch it once it is connected.
 */
public class ChannelReader extends SimpleChannelInboundHandler<WebSocketFrame> implements FrameListener {
    WindowFigures figures;
    private final UserJwts jwts;
    private final String user;
    private final List<String> sessions = new ArrayList<>();
    private Session session;
    private @Nullable ChannelHandlerContext connection;
    private long arrivedUs;
    private boolean subscribed;

    public ChannelReader(NativeCluster cluster, WindowFigures figures) {
        this.jwts = cluster.jwts();
        this.figures = figures;
        user = UUID.randomUUID().toString();
        session = new Session(user);
    }

    /** A session, and what it reads there. */
    private final class Session {
        private final String id;
        private final String channel;
        private final FrameReader frames;
        private StreamRecord answer;
        private long offsetBefore;

        Session(String id) {
            this.id = id;
            channel = "session:" + id;
            frames = new FrameReader(channel, "", ChannelReader.this);
            answer = new StreamRecord(channel);
            sessions.add(id);
        }
    }

    /** Leaves the channel, and subscribes to that of another session. */
    final void turnToNewSession() {
        var left = session.channel;
        session = new Session(UUID.randomUUID().toString());
        send(Commands.unsubscribe(3, left) + '\n' + subscription());
    }

    private String subscription() {
        return Commands.recover(2, session.channel, jwts.forSubscription(user, session.channel), 0, "");
    }

    private void send(String frame) {
        var unused = Objects.requireNonNull(connection).writeAndFlush(new TextWebSocketFrame(frame));
    }

    /** All that it had until now. */
    final List<String> sessions() {
        return sessions;
    }

    /** The server has let it into the channel of its session. */
    void subscribed() {}

    public final String session() {
        return session.id;
    }

    public final String channel() {
        return session.channel;
    }

    /** Lets other figures count what arrives from now on. */
    public final void turnTo(WindowFigures next) {
        figures = next;
    }

    /** An answer ended; the record has the completion marker and everything before it. */
    void ended(StreamRecord ended, long markerUs) {
        figures.violations(ended.judge(null));
    }

    /** Something arrived that must not, or the connection broke. */
    void violation(String what) {
        figures.violation(what);
    }

    final boolean isSubscribed() {
        return subscribed;
    }

    @Override
    public final void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            // Its work is done, and a tenth of the time for a token goes into passing through it.
            context.pipeline().remove(WebSocketClientProtocolHandler.class);
            connection = context;
            send(Commands.connect(1, jwts.forConnection(user)) + '\n' + subscription());
        }
    }

    @Override
    protected final void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        arrivedUs = figures.nowUs();
        if (session.frames.read(ByteBufUtil.getBytes(frame.content())).ping()) {
            send(Commands.PONG);
        }
    }

    @Override
    public final void onToken(String onChannel, int index, String text, long offset, Stamps stamps) {
        session.answer.token(onChannel, index, text, offset - session.offsetBefore);
        figures.token(stamps, arrivedUs);
    }

    @Override
    public final void onMarker(String onChannel, int tokens, String sha256, long offset, Stamps stamps) {
        session.answer.marker(onChannel, tokens, sha256, offset - session.offsetBefore);
        var ended = session.answer;
        session.answer = new StreamRecord(session.channel);
        session.offsetBefore = offset;
        figures.marker();
        ended(ended, arrivedUs);
    }

    @Override
    public final void onErrorMarker(String onChannel, int tokens, int unacknowledged, String detail, long offset) {
        violation("failed answer: " + detail);
    }

    @Override
    public final void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {
        subscribed = true;
        subscribed();
    }

    @Override
    public final void onUnsubscribed(String onChannel, int code, String reason) {
        violation("unsubscribed by the server: %d %s".formatted(code, reason));
    }

    @Override
    public final void onRefused(String why) {
        violation("refused: " + why);
    }

    @Override
    public final void onUnreadable(String onChannel, String detail, long offset) {
        violation("unreadable: " + detail);
    }

    @Override
    public final void channelInactive(ChannelHandlerContext context) {
        violation("WebSocket closed by the server");
    }

    @Override
    public final void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        violation("WebSocket: " + cause);
        var unused = context.close();
    }
}
