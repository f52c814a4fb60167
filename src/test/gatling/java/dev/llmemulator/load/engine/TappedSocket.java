package dev.llmemulator.load.engine;

import io.gatling.core.action.Action;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.config.HttpConfiguration;
import io.gatling.core.session.Session;
import io.gatling.core.structure.ScenarioContext;
import io.gatling.http.action.ws.WsConnect;
import io.gatling.http.client.Request;
import io.gatling.http.client.WebSocketListener;
import io.gatling.http.protocol.HttpComponents;
import io.gatling.http.request.builder.ws.WsConnectRequestBuilder;
import io.gatling.http.request.builder.ws.WsRequestExpressionBuilder;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.http.WsConnectActionBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import scala.Function1;
import scala.Option;
import scala.collection.immutable.List$;
import scala.concurrent.duration.FiniteDuration;

/** Opens a WebSocket that a tap watches. {@link WatchedComponents} says why Gatling's own {@code connect} does not do. */
public final class TappedSocket {
    private TappedSocket() {}

    /**
     * A step that connects.
     *
     * @param request what to connect to, without checks and without anything to do once connected
     * @param timeout until the server has accepted the WebSocket, and again until it has acknowledged its closing
     * @param sendName the name that frames are sent under; sending takes no time, so it gets no row
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
        private final WatchedComponents gatling;
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
            gatling = new WatchedComponents(context);
            request = new WsRequestExpressionBuilder(
                            builder.commonAttributes(),
                            gatling.http().httpCaches(),
                            gatling.http().httpProtocol(),
                            withRequestTimeout(gatling.core().configuration(), timeout),
                            Option.empty())
                    .build();
        }

        @Override
        void perform(Session session) {
            var socketTap = tap.apply(new io.gatling.javaapi.core.Session(session));
            var stats = new StepStats(sendName, socketTap);
            var http = gatling.http();
            new WsConnect(
                            builder.commonAttributes().requestName(),
                            builder.wsName(),
                            request,
                            List$.MODULE$.empty(),
                            Option.empty(),
                            gatling.coreWith(stats),
                            new HttpComponents(
                                    http.httpProtocol(),
                                    gatling.engineWith(listener ->
                                            new TappedListener((WebSocketListener) listener, socketTap, stats)),
                                    http.httpCaches(),
                                    http.httpTxExecutor()),
                            next)
                    .$bang(session);
        }

        // The public API cannot give a WebSocket's upgrade a timeout: it takes that of the whole configuration.
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
