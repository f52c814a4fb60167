package dev.llmemulator.bench.cluster;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.client.FrameListener;
import dev.llmemulator.load.client.FrameReader;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.client.StreamRecord;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.UUID;

/**
 * One user's WebSocket: connects, subscribes to the channel of a fresh session, answers pings and reads one answer after
 * the other. Only the network's thread may touch it once it is connected.
 */
public class ChannelReader extends SimpleChannelInboundHandler<WebSocketFrame> implements FrameListener {
    WindowFigures figures;
    private final String session = UUID.randomUUID().toString();
    private final String channel = "session:" + session;
    private final String firstFrame;
    private final FrameReader frames = new FrameReader(channel, "", this);
    private StreamRecord answer = new StreamRecord(channel);
    private long offsetBefore;
    private long arrivedUs;
    private boolean subscribed;

    public ChannelReader(NativeCluster cluster, WindowFigures figures) {
        var jwts = cluster.jwts();
        this.firstFrame = Commands.connect(1, jwts.forConnection(session))
                + '\n'
                + Commands.recover(2, channel, jwts.forSubscription(session, channel), 0, "");
        this.figures = figures;
    }

    public final String session() {
        return session;
    }

    public final String channel() {
        return channel;
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
            var unused = context.writeAndFlush(new TextWebSocketFrame(firstFrame));
        }
    }

    @Override
    protected final void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        arrivedUs = figures.nowUs();
        if (frames.read(ByteBufUtil.getBytes(frame.content())).ping()) {
            var unused = context.writeAndFlush(new TextWebSocketFrame(Commands.PONG));
        }
    }

    @Override
    public final void onToken(String onChannel, int index, String text, long offset, Stamps stamps) {
        answer.token(onChannel, index, text, offset - offsetBefore);
        figures.token(stamps, arrivedUs);
    }

    @Override
    public final void onMarker(String onChannel, int tokens, String sha256, long offset, Stamps stamps) {
        answer.marker(onChannel, tokens, sha256, offset - offsetBefore);
        var ended = answer;
        answer = new StreamRecord(channel);
        offsetBefore = offset;
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
