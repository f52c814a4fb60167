package dev.llmemulator.standin;

import dev.llmemulator.http.Connectors;
import dev.llmemulator.standin.Results.Address;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.websocket.WsConfig;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServletFactory;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.core.server.WebSocketServerComponents;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server in this JVM that speaks Centrifugo's JSON protocol, by WebSocket or emulated, and its HTTP API, for one
 * namespace, {@code session}, so that first runs and tests need no other process. One contract suite runs against it
 * and against the real server, so the two do not drift apart.
 */
public final class StandIn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StandIn.class);

    private static final String WEB_SOCKET_PATH = "/connection/websocket";
    private static final long MAX_REQUEST_BYTES = 16L << 20;
    private static final int MAX_CLIENT_FRAME_BYTES = 65_536;
    private static final int MAX_THREADS = 64;
    private static final Duration SWEEP_INTERVAL = Duration.ofSeconds(1);
    private static final Duration GOODBYE = Duration.ofSeconds(1);
    private static final long POLL_NS = 5_000_000;

    private final StandInSettings settings;
    private final Channels channels;
    private final JwtVerifier jwts;
    private final Map<Session, ClientProtocol> clients = new ConcurrentHashMap<>();
    private final Set<ClientProtocol> emulated = ConcurrentHashMap.newKeySet();
    private final Scheduler timers = new ScheduledExecutorScheduler("standin-timers", true);
    private final Alarm nextSweep = new Alarm(timers);
    private final QueuedThreadPool workers = new QueuedThreadPool(MAX_THREADS);
    private final Javalin server;
    private final int port;
    private volatile boolean closing;

    private StandIn(StandInSettings settings) {
        this.settings = settings;
        this.channels = new Channels(settings.limits(), () -> TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        this.jwts = new JwtVerifier(settings.tokenHmacSecret());
        workers.setName("standin");
        workers.setDaemon(true);
        LifeCycle.start(timers);
        this.server = Javalin.create(this::configure);
        Connectors.start(server, settings.host(), 0);
        this.port = server.port();
        sweep();
    }

    /** Starts a server on any free port; it takes requests and connections when this returns. */
    public static StandIn start(StandInSettings settings) {
        var standIn = new StandIn(settings);
        LOG.info("Stand-in for Centrifugo started. [url={}, settings={}]", standIn.apiUrl(), settings);
        return standIn;
    }

    /** The address of the HTTP API: {@code http://<host>:<port>}. */
    public URI apiUrl() {
        return Connectors.url("http", settings.host(), port, "");
    }

    /** The address that clients connect to: {@code ws://<host>:<port>/connection/websocket}. */
    public URI webSocketUrl() {
        return Connectors.url("ws", settings.host(), port, WEB_SOCKET_PATH);
    }

    /**
     * Publishes JSON texts without line breaks on a channel {@code session:…}. When this returns, the sockets of the
     * subscribers have them, in as few frames as hold them, unless a write was under way.
     */
    public void publish(String channel, List<String> messages) {
        channels.use(channel)
                .publish(messages.stream()
                        .map(message -> ApiRequest.publish(channel, message))
                        .toList());
    }

    public int subscribers(String channel) {
        return channels.subscribers(channel);
    }

    /** Tells every client to reconnect elsewhere, then stops; takes less than two seconds. Once more does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (closing) {
                return;
            }
            closing = true;
        }
        clients.values().forEach(client -> client.connection.close(CloseReason.SHUTDOWN));
        emulated.forEach(client -> client.connection.close(CloseReason.SHUTDOWN));
        var endNs = System.nanoTime() + GOODBYE.toNanos();
        while (!(clients.isEmpty() && emulated.isEmpty()) && System.nanoTime() < endNs) {
            LockSupport.parkNanos(POLL_NS);
        }
        server.stop();
        nextSweep.stop();
        LifeCycle.stop(timers);
        LOG.info("Stand-in for Centrifugo stopped. [url={}]", apiUrl());
    }

    private void configure(JavalinConfig config) {
        config.http.maxRequestSize = MAX_REQUEST_BYTES;
        Connectors.configure(config, settings.host(), 0, workers);
        config.jetty.modifyServletContextHandler(
                context -> config.jetty.modifyWebSocketServletFactory(factory -> configure(context, factory)));
        new ApiEndpoint(channels, settings, workers).configure(config.routes);
        new EmulationEndpoint(this::opened, this::closed).configure(config.routes);
        config.routes.ws(WEB_SOCKET_PATH, this::configure);
    }

    private static void configure(ServletContextHandler context, JettyWebSocketServletFactory factory) {
        // Centrifugo does not compress unless told to, and it would cost more than the message itself.
        WebSocketServerComponents.getWebSocketComponents(context)
                .getExtensionRegistry()
                .unregister("permessage-deflate");
        // The protocol has pings of its own.
        factory.setIdleTimeout(Duration.ZERO);
        factory.setMaxTextMessageSize(MAX_CLIENT_FRAME_BYTES);
    }

    private void configure(WsConfig events) {
        events.onConnect(context -> opened(context.session));
        events.onMessage(context -> {
            var client = clients.get(context.session);
            if (client != null) {
                client.receive(context.message());
            }
        });
        events.onClose(context -> closed(context.session));
        events.onError(context -> closed(context.session));
    }

    private void opened(Session session) {
        var client = client(new Transport.WebSocket(session), Address.NONE);
        clients.put(session, client);
        if (closing) {
            client.connection.close(CloseReason.SHUTDOWN);
        }
    }

    private ClientProtocol client(Transport transport, Address address) {
        var connection = new Connection(transport, channels, settings.limits(), timers);
        return new ClientProtocol(connection, channels, jwts, settings.limits(), address);
    }

    private ClientProtocol opened(Transport transport, Address address) {
        var client = client(transport, address);
        emulated.add(client);
        return client;
    }

    private void closed(ClientProtocol client) {
        emulated.remove(client);
        client.connection.closed();
    }

    private void closed(Session session) {
        var client = clients.remove(session);
        if (client != null) {
            client.connection.closed();
        }
    }

    private void sweep() {
        try {
            channels.sweep();
        } finally {
            nextSweep.set(SWEEP_INTERVAL, this::sweep);
        }
    }
}
