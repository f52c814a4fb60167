package dev.llmemulator.load.engine;

import io.gatling.core.session.Session;
import io.gatling.http.action.HttpRequestAction;
import io.gatling.http.client.HttpListener;
import io.gatling.http.client.Request;
import io.gatling.http.engine.response.DefaultStatsProcessor;
import io.gatling.http.engine.tx.HttpTxExecutor;
import io.gatling.http.request.builder.HttpRequestBuilder;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends an HTTP request that a tap watches and can give up. {@link WatchedComponents} says why Gatling's own
 * {@code http(...)} does not do.
 */
public final class TappedRequest {
    private TappedRequest() {}

    /** Watches one HTTP request, on the event loop of its user. */
    public interface Tap extends StepListener {
        /**
         * The request goes out.
         *
         * @param hangUp closes the connection; the request then ends without a row, and nothing follows it
         */
        void sent(Runnable hangUp);

        /** The response begins. The tap takes its body as it arrives; Gatling's checks see an empty one. */
        void begins(int status, HttpHeaders headers);

        /**
         * A part of the body has just arrived.
         *
         * @param receivedNs nano time at which the last of it was read from the socket
         */
        void part(byte[] part, long receivedNs);
    }

    public static ActionBuilder send(
            HttpRequestActionBuilder request, Function<io.gatling.javaapi.core.Session, Tap> tapOf) {
        return () -> (context, next) -> {
            var gatling = WatchedComponents.of(context);
            var http = gatling.http();
            var definition = ((HttpRequestBuilder) request.asScala())
                    .build(
                            http.httpCaches(),
                            http.httpProtocol(),
                            context.throttled(),
                            gatling.core().configuration());
            return new UserAction("send", next) {
                @Override
                void perform(Session session) {
                    var tap = tapOf.apply(new io.gatling.javaapi.core.Session(session));
                    var stats = new StepStats(tap);
                    var core = gatling.coreWith(stats);
                    var executor = new HttpTxExecutor(
                            core,
                            gatling.engineWith(listener -> new Listener(listener, tap, stats)),
                            http.httpCaches(),
                            new DefaultStatsProcessor(stats),
                            http.httpProtocol());
                    new HttpRequestAction(definition, executor, core, next).$bang(session);
                }
            };
        };
    }

    /** Sits before Gatling's listener, and keeps from it whatever comes after its user has hung up. */
    private static final class Listener implements HttpListener {
        private final HttpListener gatling;
        private final Tap tap;
        private final StepStats stats;
        private boolean hungUp;
        private @Nullable ReadTime readTime;

        Listener(HttpListener gatling, Tap tap, StepStats stats) {
            this.gatling = gatling;
            this.tap = tap;
            this.stats = stats;
        }

        @Override
        public void onWrite(Channel channel) {
            readTime = ReadTime.of(channel);
            gatling.onWrite(channel);
            tap.sent(() -> hangUp(channel));
        }

        // Gatling may send a request again if its connection just closes. An exception ends it for good, if it is given
        // to the last handler: the first one swallows exceptions.
        private void hangUp(Channel channel) {
            var handler = channel.pipeline().lastContext();
            if (hungUp || handler == null) {
                return;
            }
            hungUp = true;
            try {
                ((ChannelInboundHandler) handler.handler())
                        .exceptionCaught(handler, new IOException("The user hung up"));
            } catch (Exception e) {
                throw new IllegalStateException("Cannot hang up", e);
            }
        }

        @Override
        public void onThrowable(Throwable e) {
            if (!hungUp) {
                stats.because(Trouble.of(e), () -> gatling.onThrowable(e));
            }
        }

        @Override
        public void onHttpResponse(HttpResponseStatus status, HttpHeaders headers) {
            if (!hungUp) {
                tap.begins(status.code(), headers);
                gatling.onHttpResponse(status, headers);
            }
        }

        @Override
        public void onHttpResponseBodyChunk(ByteBuf chunk, boolean last) {
            if (hungUp) {
                return;
            }
            tap.part(ByteBufUtil.getBytes(chunk), readTime == null ? System.nanoTime() : readTime.readNs());
            if (last) {
                gatling.onHttpResponseBodyChunk(Unpooled.EMPTY_BUFFER, true);
            }
        }

        @Override
        public void onFinalClientRequest(Request request) {
            gatling.onFinalClientRequest(request);
        }

        @Override
        public void onSend() {
            gatling.onSend();
        }

        @Override
        public void onProtocolAwareness(boolean isHttp2) {
            gatling.onProtocolAwareness(isHttp2);
        }
    }
}
