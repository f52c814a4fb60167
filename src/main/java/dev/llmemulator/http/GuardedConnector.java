package dev.llmemulator.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Keeps no connection that is of no use. A request has to arrive within the idle time from its first byte on: by itself,
 * Jetty lets a head that comes byte by byte go on for ever. And where the connections become too many, those go that
 * have been idle for longest a second, so that idle ones never take the last open file.
 */
final class GuardedConnector extends ServerConnector {
    private static final long SPARED_MS = 1_000;

    private final int most;
    private final AtomicLong lastSweepNs = new AtomicLong(System.nanoTime() - TimeUnit.SECONDS.toNanos(1));

    /** @param most how many connections there may be before idle ones have to go */
    GuardedConnector(Server server, HttpConfiguration configuration, int most) {
        super(server, new SerialConnections(configuration));
        this.most = most;
    }

    @Override
    protected SocketChannelEndPoint newEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key) {
        if (getConnectedEndPoints().size() >= most) {
            closeIdle();
        }
        var endPoint = new GuardedEndPoint(channel, selector, key, getScheduler());
        endPoint.setIdleTimeout(getIdleTimeout());
        return endPoint;
    }

    /** At most ten times a second, because it looks at every connection. */
    private void closeIdle() {
        var last = lastSweepNs.get();
        var now = System.nanoTime();
        if (now - last < TimeUnit.MILLISECONDS.toNanos(100) || !lastSweepNs.compareAndSet(last, now)) {
            return;
        }
        for (EndPoint each : getConnectedEndPoints()) {
            // An answer under way and a WebSocket have no idle time.
            if (each instanceof GuardedEndPoint guarded
                    && guarded.getIdleTimeout() > 0
                    && guarded.getIdleFor() > SPARED_MS) {
                guarded.close(new TimeoutException("There are too many connections"));
            }
        }
    }

    private static final class GuardedEndPoint extends SocketChannelEndPoint {
        /** Whether bytes have come since something was last written. */
        private volatile boolean receiving;

        GuardedEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
            super(channel, selector, key, scheduler);
        }

        @Override
        public int fill(ByteBuffer buffer) throws IOException {
            var count = super.fill(buffer);
            receiving |= count > 0;
            return count;
        }

        @Override
        public boolean flush(ByteBuffer... buffers) throws IOException {
            receiving = false;
            return super.flush(buffers);
        }

        @Override
        public void setIdleTimeout(long idleTimeoutMs) {
            receiving = false;
            notIdle();
            super.setIdleTimeout(idleTimeoutMs);
        }

        @Override
        public void notIdle() {
            if (!receiving) {
                super.notIdle();
            }
        }
    }
}
