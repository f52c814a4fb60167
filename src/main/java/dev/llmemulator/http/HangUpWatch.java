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
 * Notices when a client hangs up while its request is being worked on. Jetty does not read from a connection between a
 * request and its reply, so it would notice only when it writes the reply. This watch waits for the connection to
 * become readable. The end of the stream is a hang-up. Bytes are the client's next request, sent early: the watch hands
 * them to Jetty and ends.
 */
final class HangUpWatch implements Callback {
    /** Tells Jetty that nobody waits any more. Made once, because a stack trace costs more than the watch itself. */
    @SuppressWarnings("StaticAssignmentOfThrowable") // Nobody sees its stack trace or adds to it.
    private static final Exception STOPPED = new IOException("The watch was stopped");

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

    /** Starts to watch the connection of a request whose body has been read completely. */
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

    /** Gives the connection back to Jetty. Must be called before the reply is written. */
    synchronized void stop() {
        if (!stopped) {
            stopped = true;
            ((AbstractEndPoint) endPoint).getFillInterest().onFail(STOPPED);
            endPoint.setIdleTimeout(idleTimeoutMs);
        }
    }

    @Override
    public void succeeded() {
        if (readToEnd()) {
            onHangUp.run();
        }
    }

    /** Called when the connection has broken, and by {@link #stop}. */
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

    /** Reads what has come, and hands it to Jetty; true at the end of the stream. */
    private synchronized boolean readToEnd() {
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
}
