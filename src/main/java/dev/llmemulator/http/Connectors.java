package dev.llmemulator.http;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Where a Jetty server listens. */
public final class Connectors {
    /**
     * Connections that may wait to be accepted. Java's own 50 are one burst of users, and the kernel lets whoever comes
     * beyond try again after a second. Linux cuts this to {@code net.core.somaxconn}, 4096 unless changed.
     */
    private static final int BACKLOG = 4096;

    private Connectors() {}

    /** A connector for HTTP/1.1 that stands a burst of connections; port 0 takes a free one. */
    public static Connector http(Server server, HttpConfiguration configuration, String host, int port) {
        var connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        return connector;
    }
}
