package dev.llmemulator.bench.clients;

import dev.llmemulator.load.client.UserJwts;
import dev.llmemulator.load.measure.EpochClock;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.util.concurrent.CountDownLatch;

/** One user's WebSocket: connects, subscribes to one channel, answers pings and reads what is published. */
final class Reader extends SimpleChannelInboundHandler<WebSocketFrame> {
    private final String firstFrame;
    private final byte[] publication;
    private final PublicationScan scan;
    private final EpochClock clock;
    private final Arrivals arrivals;
    private final AnswerProof proof;
    private final CountDownLatch subscribed;
    private boolean closing;

    /** @param scan may be shared by all readers of one thread */
    Reader(
            String user,
            String channel,
            UserJwts tokens,
            PublicationScan scan,
            EpochClock clock,
            Arrivals arrivals,
            CountDownLatch subscribed) {
        this.firstFrame = """
                {"id":1,"connect":{"token":"%s"}}
                {"id":2,"subscribe":{"channel":"%s","token":"%s","recover":true,"offset":0}}""".formatted(tokens.forConnection(user), channel, tokens.forSubscription(user, channel));
        this.publication = PublicationScan.publicationOf(channel);
        this.scan = scan;
        this.clock = clock;
        this.arrivals = arrivals;
        this.proof = new AnswerProof(arrivals);
        this.subscribed = subscribed;
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
        var arrivedUs = clock.nowUs();
        scan.read(frame.content());
        while (scan.hasNext()) {
            switch (scan.next(publication)) {
                case TOKEN -> proof.token(scan, arrivedUs);
                case MARKER -> proof.marker(scan, arrivedUs);
                case PING -> {
                    var unused = context.writeAndFlush(new TextWebSocketFrame("{}"));
                }
                case SUBSCRIBED -> subscribed.countDown();
                case CONNECTED -> {}
                case OTHER -> arrivals.violation("unexpected: " + scan.line());
            }
        }
    }

    /** Lets the connection be closed without this being a violation. */
    void leave() {
        closing = true;
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (!closing) {
            arrivals.violation("WebSocket closed by the server");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        arrivals.violation("WebSocket: " + cause);
        var unused = context.close();
    }
}
