package dev.llmemulator.bench.cluster;

import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/** A connection that carries one POST at a time. */
public final class PostConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private static final int MAX_REPLY_BYTES = 4 << 20;
    private static final Reply BROKEN = new Reply(0, "");

    /** What came back; the status is 0 if the connection broke before. */
    public record Reply(int status, String body) {
        /** Whether Centrifugo's HTTP API carried out all of the request. */
        public boolean isAccepted() {
            return status == 200 && !body.contains("\"error\"");
        }
    }

    private final ChannelFuture connected;
    private CompletableFuture<Reply> reply = new CompletableFuture<>();

    /** Begins to connect. */
    public PostConnection(Network network, InetSocketAddress address) {
        this.connected =
                network.connect(address, new HttpClientCodec(), new HttpObjectAggregator(MAX_REPLY_BYTES), this);
    }

    /**
     * Sends a POST once the connection is open. Its reply completes on the network's thread.
     *
     * @param apiKey goes into the header {@code X-API-Key}, unless it is empty
     * @param json only ASCII
     */
    public CompletableFuture<Reply> post(String path, String apiKey, CharSequence json) {
        var next = new CompletableFuture<Reply>();
        reply = next;
        var channel = connected.channel();
        var body = ByteBufUtil.writeAscii(channel.alloc(), json);
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, path, body);
        request.headers()
                .set(HttpHeaderNames.HOST, "benchmark")
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        if (!apiKey.isEmpty()) {
            request.headers().set("X-API-Key", apiKey);
        }
        var unused = connected.addListener(any -> channel.writeAndFlush(request).addListener(written -> {
            if (!written.isSuccess()) {
                next.complete(BROKEN);
            }
        }));
        return next;
    }

    /** The reply to the last POST. */
    public CompletableFuture<Reply> reply() {
        return reply;
    }

    public void close() {
        var unused = connected.channel().close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse response) {
        reply.complete(new Reply(response.status().code(), response.content().toString(StandardCharsets.UTF_8)));
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        reply.complete(BROKEN);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
