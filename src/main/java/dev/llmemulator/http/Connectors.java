package dev.llmemulator.http;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.llmemulator.settings.InvalidSettingException;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.util.JavalinBindException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.channels.UnresolvedAddressException;
import org.eclipse.jetty.ee10.servlet.SessionHandler;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.session.NullSessionCache;
import org.eclipse.jetty.session.NullSessionDataStore;
import org.eclipse.jetty.util.thread.ThreadPool;

/** How every HTTP server here listens. */
public final class Connectors {
    /**
     * Most connections that may wait to be accepted. Java's default of 50 is too small for a burst of users: the kernel
     * drops the rest, and these try again after a second. Linux cuts the value to {@code net.core.somaxconn}.
     */
    private static final int BACKLOG = 4096;

    /** The name of a listener for {@code /health} alone. */
    static final String ADMIN = "admin";

    private Connectors() {}

    /** A URL of a server, such as {@code http://[::1]:8001/path}; an IPv6 address gets its brackets. */
    public static URI url(String scheme, String host, int port, String path) {
        try {
            return new URI(scheme, null, host, port, path, null, null);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("No URL for the host " + host, e);
        }
    }

    /** Sets up a server that answers a wrong method with 405 and does not compress. */
    public static void configure(JavalinConfig config, String host, int port, ThreadPool threads) {
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.compressionStrategy = CompressionStrategy.NONE;
        config.http.prefer405over404 = true;
        config.jetty.addConnector((server, http) -> http(server, http, host, port));
        config.jetty.threadPool = threads;
        config.jetty.modifyServletContextHandler(context -> keepNoSessions(context.getSessionHandler()));
    }

    /**
     * Javalin begins an HTTP session for each request that asks for a WebSocket, granted or not. By default, Jetty keeps
     * it for ever: 600 bytes for anybody who asks.
     */
    private static void keepNoSessions(SessionHandler sessions) {
        var none = new NullSessionCache(sessions);
        none.setSessionDataStore(new NullSessionDataStore());
        sessions.setSessionCache(none);
        sessions.setUsingCookies(false);
    }

    /** Makes the listener for {@code /health} alone. */
    static Connector admin(Server server, HttpConfiguration configuration, String host, int port) {
        var connector = http(server, configuration, host, port);
        connector.setName(ADMIN);
        return connector;
    }

    /**
     * Starts a server that {@link #configure} has set up.
     *
     * @throws InvalidSettingException if it cannot listen there
     */
    public static void start(Javalin server, String host, int port) {
        try {
            server.start();
        } catch (JavalinBindException e) {
            // Javalin says of any reason that the port is in use.
            Throwable reason = e;
            while (reason.getCause() != null) {
                reason = reason.getCause();
            }
            throw new InvalidSettingException("Cannot listen on host %s, port %d (HOST, PORT): %s"
                    .formatted(
                            host,
                            port,
                            reason instanceof UnresolvedAddressException
                                    ? "no such host or address"
                                    : reason.getMessage()));
        }
    }

    /** Makes a connector for HTTP/1.1 that holds out against a burst of connections. Port 0 takes a free port. */
    static ServerConnector http(Server server, HttpConfiguration configuration, String host, int port) {
        var connector = new GuardedConnector(server, configuration, mostConnections());
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        return connector;
    }

    /** How many connections a server may have. The rest of the files that this process may open is for publishing, for logs, and for other servers in it. */
    static int mostConnections() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? (int) Math.min(1_000_000, system.getMaxFileDescriptorCount() * 3 / 4)
                : Integer.MAX_VALUE;
    }
}
