package dev.llmemulator.http;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.Callback;

/**
 * Makes HTTP connections that are read by one thread at a time. In Jetty 12.1.12, a request that is no valid HTTP is
 * answered by a second thread, which goes on to read while the first one has yet to give the buffer back. Then the
 * buffer is given back twice, two connections get it, and the bytes of one client are read as those of another: some of
 * 100,000 good requests were lost while others sent bad ones.
 */
final class SerialConnections extends HttpConnectionFactory {
    /** So many requests are served in a row, with no longer pause between them than this. */
    private static final int MOST_IN_A_ROW = 100;

    private static final long PAUSE_NS = TimeUnit.MILLISECONDS.toNanos(10);

    SerialConnections(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        var connection = new Serial(getHttpConfiguration(), connector, endPoint);
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    /**
     * Counts a request, and lets its connection end with its reply if it is one of many in a row. A client that sends
     * requests without a pause would keep a thread of the server for as long as it likes. So does one whose end is in
     * doubt, because what follows could be another's request.
     */
    static void count(Request request) {
        if (request.getConnectionMetaData().getConnection() instanceof Serial serial
                && (++serial.inARow >= MOST_IN_A_ROW || isFramedInDoubt(request))) {
            serial.getGenerator().setPersistent(false);
        }
    }

    /** HTTP/1.0 knows no Transfer-Encoding: a proxy before this server may see the end of the body elsewhere. */
    private static boolean isFramedInDoubt(Request request) {
        return request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_0
                && request.getHeaders().contains(HttpHeader.TRANSFER_ENCODING);
    }

    private static final class Serial extends HttpConnection {
        private final ReentrantLock reading = new ReentrantLock();

        // Used by the thread that reads.
        private int inARow;
        private long waitsSinceNs = System.nanoTime();

        Serial(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        public void onFillable() {
            reading.lock();
            try {
                if (System.nanoTime() - waitsSinceNs > PAUSE_NS) {
                    inARow = 0;
                }
                super.onFillable();
            } finally {
                reading.unlock();
            }
        }

        @Override
        public void fillInterested(Callback callback) {
            waitsSinceNs = System.nanoTime();
            super.fillInterested(callback);
        }
    }
}
