package dev.llmemulator.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Notices that a client hangs up while its request is being worked on. Jetty does not read from a connection between a
 * request and its reply, so it would learn of it only by writing the reply; this watch waits for the connection to
 * become readable in that time. The end of the stream is a hang-up; bytes are the client's next request, sent early:
 * they are handed back to Jetty, and the watch ends.
 */
final class HangUpWatch implements Callback {
    private static final int BUFFER_BYTES = 1024;

    private final EndPoint endPoint;
    private final long idleTimeoutMs;
    private final Runnable onHangUp;
    private boolean stopped;

    private HangUpWatch(EndPoint endPoint, Runnable onHangUp) {
        this.endPoint = endPoint;
        this.idleTimeoutMs = endPoint.getIdleTimeout();
        this.onHangUp = onHangUp;
    }

    /** Watches the connection of a request whose body has been read to its end. */
    static HangUpWatch start(HttpServletRequest request, Runnable onHangUp) {
        var endPoint = ServletContextRequest.getServletContextRequest(request)
                .getConnectionMetaData()
                .getConnection()
                .getEndPoint();
        var watch = new HangUpWatch(endPoint, onHangUp);
        // An answer may take longer than an idle connection is kept.
        endPoint.setIdleTimeout(0);
        endPoint.tryFillInterested(watch);
        return watch;
    }

    /** Gives the connection back to Jetty; must be called before the reply is written. */
    synchronized void stop() {
        if (!stopped) {
            stopped = true;
            ((AbstractEndPoint) endPoint).getFillInterest().onFail(new Stopped());
            endPoint.setIdleTimeout(idleTimeoutMs);
        }
    }

    /** The connection has become readable. */
    @Override
    public void succeeded() {
        if (hasHungUp()) {
            onHangUp.run();
        }
    }

    /** The connection has broken, unless it was {@link #stop} that ended the wait. */
    @Override
    public void failed(Throwable reason) {
        if (!isStopped()) {
            onHangUp.run();
        }
    }

    @Override
    public InvocationType getInvocationType() {
        return InvocationType.NON_BLOCKING;
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    private synchronized boolean hasHungUp() {
        if (stopped) {
            return false;
        }
        var buffer = BufferUtil.allocate(BUFFER_BYTES);
        try {
            var count = endPoint.fill(buffer);
            if (count == 0) {
                endPoint.tryFillInterested(this);
            } else if (count > 0) {
                ((Connection.UpgradeTo) endPoint.getConnection()).onUpgradeTo(buffer);
            }
            return count < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Tells Jetty that nobody waits any more. Without a stack trace, which would cost more than the whole watch. */
    private static final class Stopped extends Exception {
        private static final long serialVersionUID = 1;

        Stopped() {
            super("The watch was stopped", null, false, false);
        }
    }
}
