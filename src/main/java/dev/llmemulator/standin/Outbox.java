package dev.llmemulator.standin;

import java.util.ArrayDeque;
import org.eclipse.jetty.util.IteratingCallback;
import org.eclipse.jetty.websocket.api.Callback;
import org.jspecify.annotations.Nullable;

/**
 * The messages that wait to be written to one client, in order. One write is under way at a time. Whatever is queued
 * meanwhile goes out together in the next frame, up to 16 messages, one per line. Whoever finds the wire idle writes,
 * so a connection has no thread of its own, and nobody ever waits.
 */
final class Outbox {
    private static final int MAX_MESSAGES_IN_FRAME = 16;

    private final Transport transport;
    private final int maxBytes;
    private final Writer writer = new Writer();

    private final ArrayDeque<String> waiting = new ArrayDeque<>(4);
    private long waitingBytes;
    private boolean overflowed;
    private @Nullable CloseReason closing;
    private boolean closed;

    Outbox(Transport transport, int maxBytes) {
        this.transport = transport;
        this.maxBytes = maxBytes;
    }

    /** Queues a message; false once too much waits. Messages after a close are ignored. */
    synchronized boolean offer(String message) {
        if (closing != null) {
            return true;
        }
        waiting.add(message);
        // Characters stand for bytes: the messages are ASCII but for what users publish.
        waitingBytes += message.length();
        overflowed |= waitingBytes > maxBytes;
        return !overflowed;
    }

    synchronized boolean overflowed() {
        return overflowed;
    }

    void flush() {
        writer.iterate();
    }

    /** Closes after everything queued has been written; at once without it for a reader that is too slow. */
    void close(CloseReason reason) {
        synchronized (this) {
            if (closing != null) {
                return;
            }
            closing = reason;
            if (reason == CloseReason.SLOW) {
                clear();
            }
        }
        if (reason == CloseReason.SLOW) {
            transport.close(reason);
        } else {
            flush();
        }
    }

    synchronized void drop() {
        closing = CloseReason.SHUTDOWN;
        clear();
    }

    private void clear() {
        closed = true;
        waiting.clear();
        waitingBytes = 0;
    }

    private synchronized @Nullable String nextFrame() {
        var first = waiting.poll();
        if (first == null) {
            return null;
        }
        waitingBytes -= first.length();
        if (waiting.isEmpty()) {
            return first;
        }
        var frame = new StringBuilder(first);
        for (var i = 1; i < MAX_MESSAGES_IN_FRAME && !waiting.isEmpty(); i++) {
            var next = waiting.remove();
            waitingBytes -= next.length();
            frame.append('\n').append(next);
        }
        return frame.toString();
    }

    /** The reason to close now, or null when there is none or it has been told already. */
    private synchronized @Nullable CloseReason takeGoodbye() {
        if (closed || closing == null) {
            return null;
        }
        closed = true;
        return closing;
    }

    /** Writes one frame after the other; Jetty sees to it that quick writes do not recurse. */
    private final class Writer extends IteratingCallback {
        // A write that fails ends the session, which Jetty tells the connection by itself.
        private final Callback written = Callback.from(this::succeeded, failure -> succeeded());

        @Override
        protected Action process() {
            var frame = nextFrame();
            if (frame != null) {
                transport.send(frame, written);
                return Action.SCHEDULED;
            }
            var goodbye = takeGoodbye();
            if (goodbye != null) {
                transport.close(goodbye);
            }
            return Action.IDLE;
        }
    }
}
