package dev.llmemulator.standin;

import io.javalin.websocket.WsConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.websocket.api.Session;
import org.jspecify.annotations.Nullable;

/** The WebSocket side of the server: every open connection, from Jetty's events to the protocol. */
final class WebSocketEndpoint {
    /** One connection and what speaks on it. */
    private record Client(Connection connection, ClientProtocol protocol) {}

    private static final long POLL_NS = 5_000_000;

    private final Map<Session, Client> clients = new ConcurrentHashMap<>();
    private final Channels channels;
    private final TokenVerifier tokens;
    private final StandInSettings settings;
    private final ScheduledExecutorService timers;
    private volatile boolean closing;

    WebSocketEndpoint(Channels channels, StandInSettings settings, ScheduledExecutorService timers) {
        this.channels = channels;
        this.tokens = new TokenVerifier(settings.tokenHmacSecret());
        this.settings = settings;
        this.timers = timers;
    }

    void configure(WsConfig events) {
        events.onConnect(context -> open(context.session));
        events.onMessage(context -> receive(context.session, context.message()));
        events.onBinaryMessage(context -> receive(context.session, utf8(context.data())));
        events.onClose(context -> closed(context.session));
        events.onError(context -> closed(context.session));
    }

    int size() {
        return clients.size();
    }

    /** Cuts every connection whose client has stopped to read. */
    void cutStuckClients() {
        clients.values().forEach(client -> client.connection().cutIfStuck());
    }

    /** Ends all connections and refuses new ones. */
    void close() {
        closing = true;
        clients.values().forEach(client -> client.connection().close(CloseReason.SHUTDOWN));
    }

    /** Waits until every client is gone, but no longer than that. */
    void awaitGone(Duration limit) {
        long endNs = System.nanoTime() + limit.toNanos();
        while (!clients.isEmpty() && System.nanoTime() < endNs) {
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void open(Session session) {
        Connection connection = new Connection(new WebSocketTransport(session), channels, settings.client(), timers);
        clients.put(session, new Client(connection, new ClientProtocol(connection, channels, tokens, settings)));
        connection.opened();
        if (closing) {
            connection.close(CloseReason.SHUTDOWN);
        }
    }

    private void receive(Session session, String frame) {
        @Nullable Client client = clients.get(session);
        if (client != null) {
            client.protocol().receive(frame);
        }
    }

    private void closed(Session session) {
        @Nullable Client client = clients.remove(session);
        if (client != null) {
            client.connection().closed();
        }
    }

    private static String utf8(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes).toString();
    }
}
