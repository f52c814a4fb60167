package dev.llmemulator.load.engine;

import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.config.HttpConfiguration;
import io.gatling.core.session.Session;
import io.gatling.http.action.ws.WsConnect;
import io.gatling.http.client.WebSocketListener;
import io.gatling.http.protocol.HttpComponents;
import io.gatling.http.request.builder.ws.WsConnectRequestBuilder;
import io.gatling.http.request.builder.ws.WsRequestExpressionBuilder;
import io.gatling.javaapi.core.ActionBuilder;
import io.gatling.javaapi.http.WsConnectActionBuilder;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import scala.Option;
import scala.collection.immutable.List$;
import scala.concurrent.duration.FiniteDuration;

/** Opens a WebSocket that a tap watches. {@link WatchedComponents} says why Gatling's own does not do. */
public final class TappedSocket {
    private TappedSocket() {}

    /** Watches one WebSocket, on the event loop of its user. */
    public interface Tap extends StepListener {
        /** The WebSocket is open; with this commands are sent, and it can be lost. */
        void opened(Wire wire);

        /**
         * A text frame has just arrived.
         *
         * @param receivedNs nano time at which the last of it was read from the socket
         */
        void frame(byte[] utf8, long receivedNs);

        /** A binary frame of so many bytes arrived, which nobody can read. */
        void binaryFrame(int bytes);

        /**
         * The WebSocket is closed, whoever closed it. A step of Gatling's that was under way has failed by now.
         *
         * @param announced whether the server said so, by a close frame
         * @param mayReturn whether the server lets the client come back
         * @param how in plain words, such as {@code closed by the server with 3012 no pong; a client may come back}
         */
        void closed(boolean announced, boolean mayReturn, String how);
    }

    /** The client's end of a WebSocket. The tap is told at once when it is lost. */
    public interface Wire {
        /** Sends a text frame. */
        void send(String frame);

        /**
         * Counts the connection as lost unless this is called again within that time, as browsers do when pings stay away.
         * An emulated WebSocket does not look.
         */
        void expectPing(Duration within);

        /** Says goodbye by a close frame. */
        void close();

        /** Closes the TCP connection without a word (FIN), as when a browser is killed. */
        void end();

        /** Breaks the TCP connection (RST), as when a phone gets another address. */
        void reset();

        /** Takes and sends nothing any more, and lets the server find out, as when a phone loses its network. */
        void vanish();

        /**
         * Reads so many bytes a second, 0 for none, for a time; then as usual. What waits fills the buffers on the way, and
         * the tap is told of nothing before it is read.
         */
        void readSlowly(int bytesPerSecond, Duration during);
    }

    /**
     * A step that connects.
     *
     * @param request what to connect to, without checks and without anything to do once connected
     * @param timeout until the server has accepted the WebSocket, and again until it has acknowledged its closing
     * @param tapOf the tap for the socket of a user
     */
    public static ActionBuilder connect(
            WsConnectActionBuilder request, Duration timeout, Function<io.gatling.javaapi.core.Session, Tap> tapOf) {
        return () -> (context, next) -> {
            var gatling = WatchedComponents.of(context);
            var http = gatling.http();
            var builder = (WsConnectRequestBuilder) request.asScala();
            var upgrade = new WsRequestExpressionBuilder(
                            builder.commonAttributes(),
                            http.httpCaches(),
                            http.httpProtocol(),
                            withRequestTimeout(gatling.core().configuration(), timeout),
                            Option.empty())
                    .build();
            return new UserAction("connect", next) {
                @Override
                void perform(Session session) {
                    var tap = tapOf.apply(new io.gatling.javaapi.core.Session(session));
                    var stats = new StepStats(tap);
                    var engine = gatling.engineWith(
                            listener -> new TappedListener((WebSocketListener) listener, tap, stats));
                    new WsConnect(
                                    builder.commonAttributes().requestName(),
                                    builder.wsName(),
                                    upgrade,
                                    List$.MODULE$.empty(),
                                    Option.empty(),
                                    gatling.coreWith(stats),
                                    new HttpComponents(
                                            http.httpProtocol(), engine, http.httpCaches(), http.httpTxExecutor()),
                                    next)
                            .$bang(session);
                }
            };
        };
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
