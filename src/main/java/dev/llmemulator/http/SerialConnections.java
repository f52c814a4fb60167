package dev.llmemulator.http;

import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;

/**
 * Makes HTTP connections that are read by one thread at a time. In Jetty 12.1.12, a request that is no valid HTTP is
 * answered by a second thread, which goes on to read while the first one has yet to give the buffer back. Then the
 * buffer is given back twice, two connections get it, and the bytes of one client are read as those of another: some of
 * 100,000 good requests were lost while others sent bad ones.
 */
final class SerialConnections extends HttpConnectionFactory {
    SerialConnections(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        var connection = new Serial(getHttpConfiguration(), connector, endPoint);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class Serial extends HttpConnection {
        private final ReentrantLock reading = new ReentrantLock();

        Serial(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        public void onFillable() {
            reading.lock();
            try {
                super.onFillable();
            } finally {
                reading.unlock();
            }
        }
    }
}
