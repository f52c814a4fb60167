package dev.llmemulator.standin;

import java.util.ArrayDeque;
import org.eclipse.jetty.websocket.api.Callback;
import org.jspecify.annotations.Nullable;

/**
 * What waits to be written to one client, in order.
 *
 * <p>One write is under way at a time; whatever is queued meanwhile goes out together in the next frame, up to 16 messages,
 * one per line. Whoever finds the wire idle writes, so no thread belongs to a connection, and nobody ever waits.
 */
final class Outbox {
    private static final int MAX_MESSAGES_IN_FRAME = 16;

    /** Where the write under way stands. */
    private enum Write {
        /** There is none. */
        NONE,
        /** The transport has been called and has not returned yet. */
        BEGUN,
        /** The transport has returned, its completion is still to come. */
        PENDING,
        /** The completion came before the transport returned. */
        DONE
    }

    private final Transport transport;
    private final int maxBytes;
    /** A write that fails ends the session, which Jetty tells the connection by itself. */
    private final Callback written = Callback.from(this::written, failure -> written());

    private final ArrayDeque<String> waiting = new ArrayDeque<>(4);
    private long waitingBytes;
    private boolean overflowed;
    private Write write = Write.NONE;
    private long writeStartNs;
    private @Nullable CloseReason closing;
    private boolean closed;

    Outbox(Transport transport, int maxBytes) {
        this.transport = transport;
        this.maxBytes = maxBytes;
    }

    /** Queues a message; false once more waits than may. Messages after a close are ignored. */
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

    /** Writes what is queued, unless somebody is already at it. */
    void flush() {
        synchronized (this) {
            if (write != Write.NONE) {
                return;
            }
            write = Write.BEGUN;
        }
        writeOn();
    }

    /** Closes after everything queued has been written, or at once without it for a reader that is too slow. */
    void close(CloseReason reason) {
        synchronized (this) {
            if (closing != null) {
                return;
            }
            closing = reason;
            if (reason == CloseReason.SLOW) {
                waiting.clear();
                waitingBytes = 0;
                closed = true;
            }
        }
        if (reason == CloseReason.SLOW) {
            transport.close(reason);
        } else {
            flush();
        }
    }

    /** Forgets everything queued; for a wire that is gone. */
    synchronized void drop() {
        closing = CloseReason.SHUTDOWN;
        closed = true;
        waiting.clear();
        waitingBytes = 0;
    }

    /** Whether one write has been stuck for longer than that. */
    synchronized boolean stuckFor(long limitNs) {
        return write == Write.PENDING && System.nanoTime() - writeStartNs > limitNs;
    }

    /** Entered with the write claimed by {@link Write#BEGUN}. */
    private void writeOn() {
        String frame = nextFrame();
        while (frame != null) {
            transport.send(frame, written);
            if (!returned()) {
                return;
            }
            frame = nextFrame();
        }
        closeWhenDone();
    }

    /** After a call of the transport: whether its completion has come already, so that the caller goes on. */
    private synchronized boolean returned() {
        if (write == Write.BEGUN) {
            write = Write.PENDING;
            return false;
        }
        write = Write.BEGUN;
        return true;
    }

    private void written() {
        synchronized (this) {
            if (write == Write.BEGUN) {
                // The writer is still in its loop and goes on by itself; recursion would be as deep as the queue is
                // long.
                write = Write.DONE;
                return;
            }
            write = Write.BEGUN;
        }
        writeOn();
    }

    /** The next frame, or null and the write given back when nothing waits. */
    private synchronized @Nullable String nextFrame() {
        String first = waiting.poll();
        if (first == null) {
            write = Write.NONE;
            return null;
        }
        writeStartNs = System.nanoTime();
        waitingBytes -= first.length();
        if (waiting.isEmpty()) {
            return first;
        }
        StringBuilder frame = new StringBuilder(first);
        for (int i = 1; i < MAX_MESSAGES_IN_FRAME && !waiting.isEmpty(); i++) {
            String next = waiting.remove();
            waitingBytes -= next.length();
            frame.append('\n').append(next);
        }
        return frame.toString();
    }

    private void closeWhenDone() {
        CloseReason goodbye;
        synchronized (this) {
            if (closing == null || closed) {
                return;
            }
            closed = true;
            goodbye = closing;
        }
        transport.close(goodbye);
    }
}
