package dev.llmemulator.http;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Objects;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.AbstractEndPoint;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * Notices when a client hangs up while its request is being worked on. Jetty does not read from a connection between a
 * request and its reply, so it would notice only when it writes the reply. This watch waits for the connection to
 * become readable. The end of the stream is a hang-up. Bytes are the client's next request, sent early: Jetty gets them
 * before the reply is written. If they are more than Jetty's buffer holds, the connection must be closed after the
 * reply, and the client sends that request again.
 */
public final class HangUpWatch implements Callback {
    /** Tells Jetty that nobody waits any more. Made once, because a stack trace costs more than the watch itself. */
    @SuppressWarnings("StaticAssignmentOfThrowable") // Nobody sees its stack trace or adds to it.
    private static final Exception STOPPED = new IOException("The watch was stopped");

    private static final int BUFFER_BYTES = 1024;

    /** Whoever sends more than this before its reply came is no client that hopes for an answer. */
    private static final int MOST_EARLY_BYTES = 128 * 1024;

    private final EndPoint endPoint;
    private final long idleTimeoutMs;
    private final Runnable onHangUp;
    private final ByteArrayOutputStream early = new ByteArrayOutputStream();
    private boolean stopped;

    private HangUpWatch(EndPoint endPoint, Runnable onHangUp) {
        this.endPoint = endPoint;
        this.idleTimeoutMs = endPoint.getIdleTimeout();
        this.onHangUp = onHangUp;
    }

    /** Starts to watch the connection of a request whose body has been read completely. */
    public static HangUpWatch start(HttpServletRequest request, Runnable onHangUp) {
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

    /**
     * Gives the connection back to Jetty. Must be called before the reply is written.
     *
     * @return whether the connection can be kept, because nothing that came early is lost
     */
    public synchronized boolean stop() {
        if (!stopped) {
            stopped = true;
            ((AbstractEndPoint) endPoint).getFillInterest().onFail(STOPPED);
            endPoint.setIdleTimeout(idleTimeoutMs);
        }
        return early.size() == 0 || handOver((AbstractConnection) endPoint.getConnection());
    }

    /** Puts all that came early into Jetty's buffer, behind what Jetty has read already; false if it is too much. */
    private boolean handOver(AbstractConnection connection) {
        var before = Objects.requireNonNullElse(
                ((Connection.UpgradeFrom) connection).onUpgradeFrom(), BufferUtil.EMPTY_BUFFER);
        var all = BufferUtil.allocate(before.remaining() + early.size());
        BufferUtil.append(all, BufferUtil.toArray(before));
        BufferUtil.append(all, early.toByteArray());
        early.reset();
        if (all.remaining() > connection.getInputBufferSize()) {
            return false;
        }
        ((Connection.UpgradeTo) connection).onUpgradeTo(all);
        return true;
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

    /** Reads all that has come; true at the end of the stream, or of what a client may send early. */
    private synchronized boolean readToEnd() {
        if (stopped) {
            return false;
        }
        var buffer = BufferUtil.allocate(BUFFER_BYTES);
        try {
            int count;
            while ((count = endPoint.fill(buffer)) > 0) {
                early.writeBytes(BufferUtil.toArray(buffer));
                BufferUtil.clear(buffer);
                if (early.size() > MOST_EARLY_BYTES) {
                    return true;
                }
            }
            if (count == 0) {
                endPoint.tryFillInterested(this);
            }
            return count < 0;
        } catch (IOException e) {
            return true;
        }
    }
}
