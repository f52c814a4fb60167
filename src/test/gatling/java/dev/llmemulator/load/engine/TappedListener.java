package dev.llmemulator.load.engine;

import io.gatling.http.client.Request;
import io.gatling.http.client.WebSocketListener;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.function.Consumer;

/** Shows every text frame to a tap, and to Gatling only the frames that a check may be waiting for. */
final class TappedListener extends WebSocketListener {
    private final WebSocketListener gatling;
    private final SocketTap tap;
    private final Consumer<String> back;
    private final StepStats stats;
    private final ReadTime readTime = new ReadTime();
    private boolean over;

    TappedListener(WebSocketListener gatling, SocketTap tap, StepStats stats) {
        this.gatling = gatling;
        this.tap = tap;
        this.stats = stats;
        back = text -> gatling.sendFrame(new TextWebSocketFrame(text));
    }

    @Override
    public void onTextFrame(TextWebSocketFrame frame) {
        if (tap.frame(ByteBufUtil.getBytes(frame.content()), readTime.readNs(), back)) {
            gatling.onTextFrame(frame);
        }
    }

    @Override
    public void openWebSocket(Channel channel) {
        channel.pipeline().addFirst(readTime);
        gatling.openWebSocket(channel);
    }

    @Override
    public void onWebSocketOpen() {
        gatling.onWebSocketOpen();
    }

    @Override
    public void onBinaryFrame(BinaryWebSocketFrame frame) {
        gatling.onBinaryFrame(frame);
    }

    @Override
    public void onPongFrame(PongWebSocketFrame frame) {
        gatling.onPongFrame(frame);
    }

    @Override
    public void onCloseFrame(CloseWebSocketFrame frame) {
        end(Trouble.of(frame), () -> gatling.onCloseFrame(frame));
    }

    @Override
    public void onHttpResponse(HttpResponseStatus status, HttpHeaders headers) {
        gatling.onHttpResponse(status, headers);
    }

    @Override
    public void onThrowable(Throwable e) {
        end(Trouble.of(e), () -> gatling.onThrowable(e));
    }

    // Gatling first: a step that waits for a reply fails by what happened, and only then is the connection lost.
    private void end(String how, Runnable event) {
        stats.because(how, event);
        if (!over) {
            over = true;
            tap.closed(how);
        }
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
