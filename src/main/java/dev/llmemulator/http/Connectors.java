package dev.llmemulator.http;

import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Makes connectors for Jetty servers. */
public final class Connectors {
    /**
     * Most connections that may wait to be accepted. Java's default of 50 is too small for a burst of users: the kernel
     * drops the rest, and these try again after a second. Linux cuts the value to {@code net.core.somaxconn}.
     */
    private static final int BACKLOG = 4096;

    private Connectors() {}

    /** Makes a connector for HTTP/1.1 that holds out against a burst of connections. Port 0 takes a free port. */
    public static Connector http(Server server, HttpConfiguration configuration, String host, int port) {
        var connector = new ServerConnector(server, new HttpConnectionFactory(configuration));
        connector.setHost(host);
        connector.setPort(port);
        connector.setAcceptQueueSize(BACKLOG);
        return connector;
    }
}
