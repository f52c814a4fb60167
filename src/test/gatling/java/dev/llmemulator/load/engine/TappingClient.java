package dev.llmemulator.load.engine;

import io.gatling.http.client.HttpClient;
import io.gatling.http.client.HttpListener;
import io.gatling.http.client.Request;
import io.gatling.http.client.SslContextsHolder;
import io.gatling.http.client.WebSocketListener;
import io.gatling.http.client.util.Pair;
import io.gatling.http.engine.HttpEngine;
import io.gatling.http.util.SslContexts;
import io.netty.channel.EventLoop;
import org.jspecify.annotations.Nullable;
import scala.Option;

/** Opens one WebSocket by way of the real engine, with a tap on it. */
final class TappingClient implements HttpClient {
    private final HttpEngine engine;
    private final SocketTap tap;

    TappingClient(HttpEngine engine, SocketTap tap) {
        this.engine = engine;
        this.tap = tap;
    }

    @Override
    public void sendRequest(
            Request request,
            long clientId,
            EventLoop eventLoop,
            HttpListener listener,
            @Nullable SslContextsHolder sslContexts) {
        engine.executeRequest(
                request,
                clientId,
                false,
                eventLoop,
                new TappedListener((WebSocketListener) listener, tap),
                Option.apply((SslContexts) sslContexts));
    }

    @Override
    public void sendHttp2Requests(
            Pair<Request, HttpListener>[] requests,
            long clientId,
            EventLoop eventLoop,
            @Nullable SslContextsHolder sslContexts) {
        throw new UnsupportedOperationException("A WebSocket is opened by one request");
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
