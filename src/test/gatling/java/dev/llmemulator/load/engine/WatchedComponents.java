package dev.llmemulator.load.engine;

import io.gatling.core.CoreComponents;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.http.client.HttpListener;
import io.gatling.http.engine.HttpEngine;
import io.gatling.http.protocol.HttpComponents;
import io.gatling.http.protocol.HttpProtocol$;
import io.gatling.http.util.SslContextsFactory;
import java.util.function.UnaryOperator;

/**
 * Gatling's own components, with the statistics and the listeners of one connection replaced.
 *
 * <p>Why not the public API: it offers no hook on a connection. Its statistics go to the report only, it keeps the listener of a socket to
 * itself, and a request that is under way cannot be given up. A frame reaches user code either through {@code wsAutoReplyTextFrame}, as
 * a String, after it went through the states of the socket and without telling which socket it is; or later, through
 * {@code ws.processUnmatchedMessages}, with stamps in whole milliseconds, from a buffer that drops the oldest when it is full.
 */
final class WatchedComponents {
    private final CoreComponents core;
    private final HttpComponents http;
    private final SslContextsFactory sslContexts;

    WatchedComponents(ScenarioContext context) {
        core = context.coreComponents();
        http = context.protocolComponentsRegistry().components(HttpProtocol$.MODULE$.HttpProtocolKey());
        sslContexts = new SslContextsFactory(
                core.configuration().ssl(), core.configuration().http().enableHostnameVerification());
    }

    /** The components as Gatling made them. */
    CoreComponents core() {
        return core;
    }

    HttpComponents http() {
        return http;
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
}
