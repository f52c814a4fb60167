package dev.llmemulator.bench.clients;

import dev.llmemulator.bench.system.Network;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
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
import java.util.List;

/** Asks {@code POST /api/run}, each time over a connection of its own. */
public final class Questions {
    private static final int MAX_REPLY_BYTES = 4 << 20;

    /** How a question ended. Called once, on the network's thread. */
    public interface Ending {
        /** Tells the reply, or of none: status 0 and no body. */
        void ended(int status, byte[] body);
    }

    private final Network network;
    private final InetSocketAddress address;

    public Questions(Network network, InetSocketAddress address) {
        this.network = network;
        this.address = address;
    }

    /** Whoever closes the connection cancels the answer, and hears no more of it. */
    public ChannelFuture ask(Question question, Ending ending) {
        return network.connect(
                address,
                () -> List.of(
                        new HttpClientCodec(),
                        new HttpObjectAggregator(MAX_REPLY_BYTES),
                        new Exchange(question, ending)));
    }

    private static final class Exchange extends SimpleChannelInboundHandler<FullHttpResponse> {
        private final Question question;
        private final Ending ending;
        private boolean ended;

        Exchange(Question question, Ending ending) {
            this.question = question;
            this.ending = ending;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var body = Unpooled.wrappedBuffer(question.json());
            var request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/api/run", body);
            request.headers()
                    .set(HttpHeaderNames.HOST, "benchmark")
                    .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                    .set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
            var unused = context.writeAndFlush(request);
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpResponse reply) {
            end(reply.status().code(), ByteBufUtil.getBytes(reply.content()));
            var unused = context.close();
        }

        @Override
        public void channelInactive(ChannelHandlerContext context) {
            end(0, new byte[0]);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            var unused = context.close();
        }

        private void end(int status, byte[] body) {
            if (!ended) {
                ended = true;
                ending.ended(status, body);
            }
        }
    }
}
