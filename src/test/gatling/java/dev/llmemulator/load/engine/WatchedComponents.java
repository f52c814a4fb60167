package dev.llmemulator.load.engine;

import io.gatling.core.CoreComponents;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.http.client.HttpClient;
import io.gatling.http.client.HttpListener;
import io.gatling.http.client.Request;
import io.gatling.http.client.SslContextsHolder;
import io.gatling.http.client.util.Pair;
import io.gatling.http.engine.HttpEngine;
import io.gatling.http.protocol.HttpComponents;
import io.gatling.http.protocol.HttpProtocol$;
import io.gatling.http.util.SslContexts;
import io.gatling.http.util.SslContextsFactory;
import io.netty.channel.EventLoop;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import scala.Option;

/**
 * Gatling's own components, with the statistics and the listeners of one connection replaced.
 *
 * <p>Why not the public API: it offers no hook on a connection. Its statistics go to the report only, it keeps the
 * listener of a socket to itself, and a request that is under way cannot be given up. A frame reaches user code either
 * through {@code wsAutoReplyTextFrame}, as a String, after it went through the states of the socket and without telling
 * which socket it is; or later, through {@code ws.processUnmatchedMessages}, with stamps in whole milliseconds, from a
 * buffer that drops the oldest when it is full.
 */
record WatchedComponents(CoreComponents core, HttpComponents http, SslContextsFactory sslContexts) {
    static WatchedComponents of(ScenarioContext context) {
        var core = context.coreComponents();
        return new WatchedComponents(
                core,
                context.protocolComponentsRegistry().components(HttpProtocol$.MODULE$.HttpProtocolKey()),
                new SslContextsFactory(
                        core.configuration().ssl(), core.configuration().http().enableHostnameVerification()));
    }

    CoreComponents coreWith(StepStats stats) {
        return new CoreComponents(
                core.actorSystem(),
                core.eventLoopGroup(),
                core.controller(),
                core.throttler(),
                stats,
                core.clock(),
                core.exit(),
                core.configuration());
    }

    /** An engine that opens connections by way of the real one, and puts a listener of ours before Gatling's. */
    HttpEngine engineWith(UnaryOperator<HttpListener> listener) {
        return new HttpEngine(
                sslContexts,
                new TappingClient(http.httpEngine(), listener),
                core.eventLoopGroup(),
                core.clock(),
                core.configuration());
    }

    /** Sends requests by way of the real engine, with another listener. */
    private record TappingClient(HttpEngine engine, UnaryOperator<HttpListener> tapped) implements HttpClient {
        @Override
        public void sendRequest(
                Request request,
                long clientId,
                EventLoop eventLoop,
                HttpListener listener,
                @Nullable SslContextsHolder sslContexts) {
            engine.executeRequest(
                    request, clientId, false, eventLoop, tapped.apply(listener), Option.apply((SslContexts)
                            sslContexts));
        }

        @Override
        public void sendHttp2Requests(
                Pair<Request, HttpListener>[] requests,
                long clientId,
                EventLoop eventLoop,
                @Nullable SslContextsHolder sslContexts) {
            throw new UnsupportedOperationException("Only single requests are tapped");
        }

        @Override
        public boolean isClosed() {
            return false; // The real engine looks after itself.
        }

        @Override
        public void flushClientIdChannels(long clientId, EventLoop eventLoop) {
            engine.flushClientIdChannels(clientId, eventLoop);
        }

        @Override
        public void close() {
            // It is the real engine's part.
        }
    }
}
