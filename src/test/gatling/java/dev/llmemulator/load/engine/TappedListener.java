package dev.llmemulator.load.engine;

import dev.llmemulator.load.client.CloseCode;
import io.gatling.http.client.Request;
import io.gatling.http.client.WebSocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Shows every text frame to a tap, and none to Gatling, whose own steps only open and close. */
final class TappedListener extends WebSocketListener implements TappedSocket.Wire {
    private final WebSocketListener gatling;
    private final TappedSocket.Tap tap;
    private final StepStats stats;
    private @Nullable ReadTime readTime;
    private @Nullable Channel channel;
    private @Nullable ScheduledFuture<?> silence;
    private boolean over;

    TappedListener(WebSocketListener gatling, TappedSocket.Tap tap, StepStats stats) {
        this.gatling = gatling;
        this.tap = tap;
        this.stats = stats;
    }

    @Override
    public void onTextFrame(TextWebSocketFrame frame) {
        text(ByteBufUtil.getBytes(frame.content()));
    }

    private void text(byte[] utf8) {
        if (over) {
            return;
        }
        var readNs = readTime == null ? System.nanoTime() : readTime.readNs();
        tap.frame(utf8, readNs);
    }

    @Override
    public void openWebSocket(Channel channel) {
        this.channel = channel;
        readTime = ReadTime.of(channel);
        ReadBuffer.readInto(channel);
        TextFrames.readBy(this::text, channel);
        tap.opened(this);
        gatling.openWebSocket(channel); // Its user goes on at once.
    }

    @Override
    public void send(String frame) {
        gatling.sendFrame(new TextWebSocketFrame(frame));
    }

    @Override
    public void expectPing(Duration within) {
        var open = channel;
        if (open != null && !over) {
            waitNoLonger();
            silence = open.eventLoop().schedule(() -> noPing(open, within), within.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    private void noPing(Channel open, Duration within) {
        if (open.config().isAutoRead()) {
            lose("no ping for " + within.toSeconds() + " s", TappedListener::close);
        } else {
            expectPing(within); // The page hangs, and so does its timer.
        }
    }

    // Until then the timer keeps all that the user has read.
    private void waitNoLonger() {
        if (silence != null) {
            silence.cancel(false);
            silence = null;
        }
    }

    @Override
    public void close() {
        lose("closed by the user", open -> gatling.sendFrame(new CloseWebSocketFrame()));
    }

    @Override
    public void end() {
        lose("ended by the user", TappedListener::close);
    }

    @Override
    public void reset() {
        lose("reset by the user", open -> {
            open.config().setOption(ChannelOption.SO_LINGER, 0);
            close(open);
        });
    }

    @Override
    public void vanish() {
        lose("the user's network is gone", open -> open.config().setAutoRead(false));
    }

    @Override
    public void readSlowly(int bytesPerSecond, Duration during) {
        var open = channel;
        if (open != null && !over) {
            open.eventLoop().execute(() -> SlowReading.begin(open, bytesPerSecond, during));
        }
    }

    // Nobody waits for the end.
    private static void close(Channel open) {
        var unused = open.close();
    }

    // Later, because a frame of it may be being read.
    private void lose(String how, Consumer<Channel> way) {
        var open = channel;
        if (open != null && !over) {
            over = true;
            waitNoLonger();
            open.eventLoop().execute(() -> {
                way.accept(open);
                tap.closed(false, true, how);
            });
        }
    }

    @Override
    public void onWebSocketOpen() {
        gatling.onWebSocketOpen();
    }

    @Override
    public void onBinaryFrame(BinaryWebSocketFrame frame) {
        tap.binaryFrame(frame.content().readableBytes());
    }

    @Override
    public void onPongFrame(PongWebSocketFrame frame) {
        gatling.onPongFrame(frame);
    }

    @Override
    public void onCloseFrame(CloseWebSocketFrame frame) {
        end(true, CloseCode.mayReturn(frame.statusCode()), Trouble.of(frame), () -> gatling.onCloseFrame(frame));
    }

    @Override
    public void onThrowable(Throwable e) {
        end(false, true, Trouble.of(e), () -> gatling.onThrowable(e));
    }

    // Gatling first: a step that opens or closes fails by what happened, and only then is the connection lost.
    private void end(boolean announced, boolean mayReturn, String how, Runnable event) {
        waitNoLonger();
        stats.because(how, event);
        if (!over) {
            over = true;
            tap.closed(announced, mayReturn, how);
        }
    }

    @Override
    public void onHttpResponse(HttpResponseStatus status, HttpHeaders headers) {
        gatling.onHttpResponse(status, headers);
    }

    @Override
    public void onFinalClientRequest(Request request) {
        gatling.onFinalClientRequest(request);
    }

    @Override
    public void onHttpResponseBodyChunk(ByteBuf chunk, boolean last) {
        gatling.onHttpResponseBodyChunk(chunk, last);
    }

    @Override
    public void onSend() {
        gatling.onSend();
    }

    @Override
    public void onProtocolAwareness(boolean isHttp2) {
        gatling.onProtocolAwareness(isHttp2);
    }

    @Override
    public void onWrite(Channel channel) {
        gatling.onWrite(channel);
    }
}
