package dev.llmemulator.bench.clients;

import dev.llmemulator.load.client.Commands;
import dev.llmemulator.load.client.FrameListener;
import dev.llmemulator.load.client.FrameReader;
import dev.llmemulator.load.client.Stamps;
import dev.llmemulator.load.client.StreamRecord;
import dev.llmemulator.load.client.UserJwts;
import dev.llmemulator.load.measure.EpochClock;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

/** One user's WebSocket: connects, subscribes to one channel, answers pings and reads one answer after the other. */
final class ChannelReader extends SimpleChannelInboundHandler<WebSocketFrame> implements FrameListener {
    private final String firstFrame;
    private final String channel;
    private final EpochClock clock;
    private final ReaderEvents events;
    private final Runnable subscribed;
    private final FrameReader frames;
    private StreamRecord answer;
    private long offsetBefore;
    private long arrivedUs;
    private boolean closing;

    ChannelReader(
            String user, String channel, UserJwts jwts, EpochClock clock, ReaderEvents events, Runnable subscribed) {
        this.firstFrame = Commands.connect(1, jwts.forConnection(user))
                + '\n'
                + Commands.recover(2, channel, jwts.forSubscription(user, channel), 0, "");
        this.channel = channel;
        this.clock = clock;
        this.events = events;
        this.subscribed = subscribed;
        this.frames = new FrameReader(channel, this);
        this.answer = new StreamRecord(channel);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext context, Object event) {
        if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
            // Its work is done, and a tenth of the time for a token goes into passing through it.
            context.pipeline().remove(WebSocketClientProtocolHandler.class);
            var unused = context.writeAndFlush(new TextWebSocketFrame(firstFrame));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, WebSocketFrame frame) {
        arrivedUs = clock.nowUs();
        if (frames.read(ByteBufUtil.getBytes(frame.content())).ping()) {
            var unused = context.writeAndFlush(new TextWebSocketFrame(Commands.PONG));
        }
    }

    @Override
    public void onToken(String onChannel, int index, String text, long offset, Stamps stamps) {
        answer.token(onChannel, index, text, offset - offsetBefore);
        events.token(stamps, arrivedUs);
    }

    @Override
    public void onMarker(String onChannel, int tokens, String sha256, long offset, Stamps stamps) {
        answer.marker(onChannel, tokens, sha256, offset - offsetBefore);
        var ended = answer;
        answer = new StreamRecord(channel);
        offsetBefore = offset;
        events.ended(ended, arrivedUs);
    }

    @Override
    public void onErrorMarker(String onChannel, int tokens, String detail, long offset) {
        events.violation("failed answer: " + detail);
    }

    @Override
    public void onSubscribed(String epoch, boolean wasRecovering, boolean recovered) {
        subscribed.run();
    }

    @Override
    public void onUnsubscribed() {
        events.violation("subscription ended by the server");
    }

    @Override
    public void onRefused(int code, String message) {
        events.violation("refused: %d %s".formatted(code, message));
    }

    @Override
    public void onUnreadable(String onChannel, String detail, long offset) {
        events.violation("unreadable: " + detail);
    }

    /** From here on the connection may end without this being a violation. */
    void leave() {
        closing = true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!closing) {
            events.violation("WebSocket closed by the server");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        events.violation("WebSocket: " + cause);
        var unused = context.close();
    }
}
