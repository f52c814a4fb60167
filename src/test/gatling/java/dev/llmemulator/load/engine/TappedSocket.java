package dev.llmemulator.load.engine;

import io.gatling.core.CoreComponents;
import io.gatling.core.action.Action;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.config.HttpConfiguration;
import io.gatling.core.session.Session;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.http.action.ws.WsConnect;
import io.gatling.http.client.Request;
import io.gatling.http.engine.HttpEngine;
import io.gatling.http.protocol.HttpComponents;
import io.gatling.http.protocol.HttpProtocol$;
import io.gatling.http.request.builder.ws.WsConnectRequestBuilder;
import io.gatling.http.request.builder.ws.WsRequestExpressionBuilder;
import io.gatling.http.util.SslContextsFactory;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.http.WsConnectActionBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import scala.Function1;
import scala.Option;
import scala.collection.immutable.List$;
import scala.concurrent.duration.FiniteDuration;

/**
 * Opens a WebSocket that a tap watches.
 *
 * <p>Gatling's own way to see a frame the moment it arrives, the auto-reply function, makes a String of it, takes it through the states of
 * the socket, and does not tell which socket it is. So every connection is given an engine whose client puts its own tap before Gatling's
 * listener: frames of a foreign session are seen for what they are, no look-up is needed, and Gatling is spared what it has no use for.
 */
public final class TappedSocket {
    private TappedSocket() {}

    /**
     * A step that connects.
     *
     * @param request what to connect to, without checks and without anything to do once connected
     * @param timeout until the server has accepted the WebSocket, and again until it has acknowledged its closing
     * @param sendName the name that frames are sent under; a row for each would only say that sending takes no time, so there is none
     * @param tap the tap for the socket of a user
     */
    public static ActionBuilder connect(
            WsConnectActionBuilder request,
            Duration timeout,
            String sendName,
            Function<io.gatling.javaapi.core.Session, SocketTap> tap) {
        return () -> (context, next) ->
                new Connect(((WsConnectRequestBuilder) request.asScala()), timeout, sendName, tap, context, next);
    }

    private static final class Connect extends UserAction {
        private final WsConnectRequestBuilder builder;
        private final Function1<Session, io.gatling.commons.validation.Validation<Request>> request;
        private final String sendName;
        private final Function<io.gatling.javaapi.core.Session, SocketTap> tap;
        private final CoreComponents core;
        private final HttpComponents http;
        private final SslContextsFactory sslContexts;
        private final Action next;

        Connect(
                WsConnectRequestBuilder builder,
                Duration timeout,
                String sendName,
                Function<io.gatling.javaapi.core.Session, SocketTap> tap,
                ScenarioContext context,
                Action next) {
            super("connect", next);
            this.builder = builder;
            this.sendName = sendName;
            this.tap = tap;
            this.next = next;
            core = context.coreComponents();
            http = context.protocolComponentsRegistry().components(HttpProtocol$.MODULE$.HttpProtocolKey());
            sslContexts = new SslContextsFactory(
                    core.configuration().ssl(), core.configuration().http().enableHostnameVerification());
            request = new WsRequestExpressionBuilder(
                            builder.commonAttributes(),
                            http.httpCaches(),
                            http.httpProtocol(),
                            withRequestTimeout(core.configuration(), timeout),
                            Option.empty())
                    .build();
        }

        @Override
        void perform(Session session) {
            var socketTap = tap.apply(new io.gatling.javaapi.core.Session(session));
            new WsConnect(
                            builder.commonAttributes().requestName(),
                            builder.wsName(),
                            request,
                            List$.MODULE$.empty(),
                            Option.empty(),
                            tapped(core, socketTap),
                            tapped(http, socketTap),
                            next)
                    .$bang(session);
        }

        private CoreComponents tapped(CoreComponents all, SocketTap socketTap) {
            return new CoreComponents(
                    all.actorSystem(),
                    all.eventLoopGroup(),
                    all.controller(),
                    all.throttler(),
                    new SocketStats(all.statsEngine(), sendName, socketTap),
                    all.clock(),
                    all.exit(),
                    all.configuration());
        }

        private HttpComponents tapped(HttpComponents all, SocketTap socketTap) {
            var engine = new HttpEngine(
                    sslContexts,
                    new TappingClient(all.httpEngine(), socketTap),
                    core.eventLoopGroup(),
                    core.clock(),
                    core.configuration());
            return new HttpComponents(all.httpProtocol(), engine, all.httpCaches(), all.httpTxExecutor());
        }

        // A WebSocket's own request cannot be given a timeout: it takes that of the whole configuration.
        private static GatlingConfiguration withRequestTimeout(GatlingConfiguration all, Duration timeout) {
            var http = all.http();
            return new GatlingConfiguration(
                    all.core(),
                    all.socket(),
                    all.netty(),
                    all.ssl(),
                    all.reports(),
                    new HttpConfiguration(
                            http.fetchedCssCacheMaxCapacity(),
                            http.fetchedHtmlCacheMaxCapacity(),
                            http.perUserCacheMaxCapacity(),
                            http.warmUpUrl(),
                            http.pooledConnectionIdleTimeout(),
                            FiniteDuration.apply(timeout.toMillis(), TimeUnit.MILLISECONDS),
                            http.enableHostnameVerification(),
                            http.dns()),
                    all.jms(),
                    all.data());
        }
    }
}
