package dev.llmemulator.load.engine;

import io.gatling.core.action.Action;
import io.gatling.core.session.Session;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.http.action.HttpRequestAction;
import io.gatling.http.client.HttpListener;
import io.gatling.http.client.Request;
import io.gatling.http.engine.response.DefaultStatsProcessor;
import io.gatling.http.engine.tx.HttpTxExecutor;
import io.gatling.http.request.HttpRequestDef;
import io.gatling.http.request.builder.HttpRequestBuilder;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandler;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.io.IOException;
import java.util.function.Function;

/** Sends an HTTP request that a tap watches and can give up. {@link WatchedComponents} says why {@code http(...)} alone does not do. */
public final class TappedRequest {
    private TappedRequest() {}

    /** A step that sends the request and waits for its end. */
    public static ActionBuilder send(
            HttpRequestActionBuilder request, Function<io.gatling.javaapi.core.Session, RequestTap> tap) {
        return () -> (context, next) -> new Send((HttpRequestBuilder) request.asScala(), tap, context, next);
    }

    private static final class Send extends UserAction {
        private final HttpRequestDef request;
        private final Function<io.gatling.javaapi.core.Session, RequestTap> tap;
        private final WatchedComponents gatling;
        private final Action next;

        Send(
                HttpRequestBuilder builder,
                Function<io.gatling.javaapi.core.Session, RequestTap> tap,
                ScenarioContext context,
                Action next) {
            super("send", next);
            this.tap = tap;
            this.next = next;
            gatling = new WatchedComponents(context);
            request = builder.build(
                    gatling.http().httpCaches(),
                    gatling.http().httpProtocol(),
                    context.throttled(),
                    gatling.core().configuration());
        }

        @Override
        void perform(Session session) {
            var requestTap = tap.apply(new io.gatling.javaapi.core.Session(session));
            var stats = new StepStats("", requestTap);
            var core = gatling.coreWith(stats);
            var executor = new HttpTxExecutor(
                    core,
                    gatling.engineWith(listener -> new Listener(listener, requestTap, stats)),
                    gatling.http().httpCaches(),
                    new DefaultStatsProcessor(stats),
                    gatling.http().httpProtocol());
            new HttpRequestAction(request, executor, core, next).$bang(session);
        }
    }

    /** Sits before Gatling's listener, and keeps from it whatever comes after its user has hung up. */
    private static final class Listener implements HttpListener {
        private final HttpListener gatling;
        private final RequestTap tap;
        private final StepStats stats;
        private boolean hungUp;

        Listener(HttpListener gatling, RequestTap tap, StepStats stats) {
            this.gatling = gatling;
            this.tap = tap;
            this.stats = stats;
        }

        @Override
        public void onWrite(Channel channel) {
            gatling.onWrite(channel);
            tap.sent(() -> hangUp(channel));
        }

        // Gatling may send a request again if its connection just closes. An exception ends it for good, if it is given
        // to the last handler:
        // the first one swallows exceptions.
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
                gatling.onHttpResponse(status, headers);
            }
        }

        @Override
        public void onHttpResponseBodyChunk(ByteBuf chunk, boolean last) {
            if (!hungUp) {
                gatling.onHttpResponseBodyChunk(chunk, last);
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
