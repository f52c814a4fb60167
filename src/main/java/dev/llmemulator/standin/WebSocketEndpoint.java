package dev.llmemulator.standin;

import io.javalin.websocket.WsConfig;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.util.thread.Scheduler;
import org.eclipse.jetty.websocket.api.Session;

/** The WebSocket side of the server: every open connection, and its way from Jetty's events to the protocol. */
final class WebSocketEndpoint {
    private static final long POLL_NS = 5_000_000;

    private final Map<Session, ClientProtocol> clients = new ConcurrentHashMap<>();
    private final Channels channels;
    private final JwtVerifier jwts;
    private final ServerLimits limits;
    private final Scheduler timers;
    private volatile boolean closing;

    WebSocketEndpoint(Channels channels, StandInSettings settings, Scheduler timers) {
        this.channels = channels;
        this.jwts = new JwtVerifier(settings.tokenHmacSecret());
        this.limits = settings.limits();
        this.timers = timers;
    }

    void configure(WsConfig events) {
        events.onConnect(context -> open(context.session));
        events.onMessage(context -> {
            var client = clients.get(context.session);
            if (client != null) {
                client.receive(context.message());
            }
        });
        events.onClose(context -> closed(context.session));
        events.onError(context -> closed(context.session));
    }

    /** Ends all connections, refuses new ones, and waits until every client is gone, but no longer than the limit. */
    void close(Duration limit) {
        closing = true;
        clients.values().forEach(client -> client.connection.close(CloseReason.SHUTDOWN));
        var endNs = System.nanoTime() + limit.toNanos();
        while (!clients.isEmpty() && System.nanoTime() < endNs) {
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private void open(Session session) {
        var connection = new Connection(new Transport.WebSocket(session), channels, limits, timers);
        clients.put(session, new ClientProtocol(connection, channels, jwts, limits));
        if (closing) {
            connection.close(CloseReason.SHUTDOWN);
        }
    }

    private void closed(Session session) {
        var client = clients.remove(session);
        if (client != null) {
            client.connection.closed();
        }
    }
}
