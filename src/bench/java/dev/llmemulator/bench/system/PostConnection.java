package dev.llmemulator.bench.system;

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
import java.util.List;
import java.util.function.Consumer;

/** A connection that carries one POST at a time. */
public final class PostConnection extends SimpleChannelInboundHandler<FullHttpResponse> {
    private static final int MAX_REPLY_BYTES = 4 << 20;

    /** Hears how each POST ended, on the network's thread. */
    public interface Ending {
        /** Tells the reply; status 0 and an empty body if the connection broke before. */
        void ended(int status, String body);
    }

    private final boolean once;
    private final Ending ending;
    private final ChannelFuture connected;
    private boolean underWay;

    /**
     * Connects.
     *
     * @param once whether to close the connection after the first reply
     */
    public PostConnection(Network network, InetSocketAddress address, boolean once, Ending ending) {
        this.once = once;
        this.ending = ending;
        this.connected = network.connect(
                address, () -> List.of(new HttpClientCodec(), new HttpObjectAggregator(MAX_REPLY_BYTES), this));
    }

    /**
     * Opens a connection to a node's HTTP API that stays open.
     *
     * @param accepted called when a request was carried out
     * @param refused called with the reason when it was not
     */
    public static PostConnection toApi(
            Network network, InetSocketAddress node, Runnable accepted, Consumer<String> refused) {
        var connection = new PostConnection(network, node, false, (status, body) -> {
            if (status == 200 && !body.contains("\"error\"")) {
                accepted.run();
            } else {
                refused.accept("publish request refused, HTTP status " + status);
            }
        });
        var unused = connection.connected().syncUninterruptibly();
        return connection;
    }

    /** Completes when the connection is open. */
    public ChannelFuture connected() {
        return connected;
    }

    /**
     * Sends a POST.
     *
     * @param apiKey goes into the header {@code X-API-Key}, unless it is empty
     * @param json only ASCII
     */
    public void post(String path, String apiKey, CharSequence json) {
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
        underWay = true;
        var unused = channel.writeAndFlush(request);
    }

    public ChannelFuture close() {
        return connected.channel().close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, FullHttpResponse reply) {
        underWay = false;
        ending.ended(reply.status().code(), reply.content().toString(StandardCharsets.UTF_8));
        if (once) {
            var unused = context.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (underWay) {
            underWay = false;
            ending.ended(0, "");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var unused = context.close();
    }
}
