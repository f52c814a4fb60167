package dev.llmemulator.load.engine;

import io.gatling.http.client.HttpClient;
import io.gatling.http.client.HttpListener;
import io.gatling.http.client.Request;
import io.gatling.http.client.SslContextsHolder;
import io.gatling.http.client.util.Pair;
import io.gatling.http.engine.HttpEngine;
import io.gatling.http.util.SslContexts;
import io.netty.channel.EventLoop;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Sends requests by way of the real engine, with another listener. */
final class TappingClient implements HttpClient {
    private final HttpEngine engine;
    private final UnaryOperator<HttpListener> tapped;

    TappingClient(HttpEngine engine, UnaryOperator<HttpListener> tapped) {
        this.engine = engine;
        this.tapped = tapped;
    }

    @Override
    public void sendRequest(
            Request request,
            long clientId,
            EventLoop eventLoop,
            HttpListener listener,
            @Nullable SslContextsHolder sslContexts) {
        engine.executeRequest(
                request, clientId, false, eventLoop, tapped.apply(listener), Option.apply((SslContexts) sslContexts));
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
