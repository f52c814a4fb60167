package dev.llmemulator.bench.publisher;

import dev.llmemulator.bench.system.Network;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
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

/** One kept connection to a node's HTTP API, with one request under way. */
final class ApiLane implements AutoCloseable {
    private static final int MAX_REPLY_BYTES = 1 << 20;

    private final String apiKey;
    private final Channel connection;

    /**
     * @param accepted called when the request under way was carried out
     * @param refused called with the reason when it was not
     */
    ApiLane(Network network, InetSocketAddress node, String apiKey, Runnable accepted, Consumer<String> refused) {
        this.apiKey = apiKey;
        this.connection = network.connect(
                        node,
                        () -> List.of(
                                new HttpClientCodec(),
                                new HttpObjectAggregator(MAX_REPLY_BYTES),
                                new Replies(accepted, refused)))
                .syncUninterruptibly()
                .channel();
    }

    void post(String method, CharSequence json) {
        var body = ByteBufUtil.writeAscii(connection.alloc(), json);
        var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/api/" + method, body);
        request.headers()
                .set(HttpHeaderNames.HOST, "benchmark")
                .set("X-API-Key", apiKey)
                .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        var unused = connection.writeAndFlush(request);
    }

    @Override
    public void close() {
        var unused = connection.close().syncUninterruptibly();
    }

    private static final class Replies extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final Runnable accepted;
        private final Consumer<String> refused;

        Replies(Runnable accepted, Consumer<String> refused) {
            this.accepted = accepted;
            this.refused = refused;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse reply) {
            var body = reply.content().toString(StandardCharsets.US_ASCII);
            if (reply.status().code() == 200 && !body.contains("\"error\"")) {
                accepted.run();
            } else {
                refused.accept(
                        "publish request refused, HTTP status " + reply.status().code());
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            refused.accept("publish request: " + cause);
        }
    }
}
